// The library that is missing at load time.
extern "C" __attribute__((visibility("default"))) int absent_function() { return 1; }

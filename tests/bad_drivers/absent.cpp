// The library that is not there.
extern "C" __attribute__((visibility("default"))) int absent_function() { return 1; }

// A shared library that is not a driver.
extern "C" __attribute__((visibility("default"))) int forty_two() { return 42; }

// A shared object like many others in a system's library folders.
extern "C" __attribute__((visibility("default"))) int forty_two() { return 42; }

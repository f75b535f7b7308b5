// A library that is missing on the target host, and the code that needs it.
#ifdef FAIR_LIBRARY
extern "C" __attribute__((visibility("default"))) int fair_absent() { return 1; }
#else
extern "C" int fair_absent();
extern "C" __attribute__((used, retain)) int fair_needs_absent() { return fair_absent(); }
#endif

// Needs a function of a library that the file does not name. The host happens to have it.
extern "C" void* mnl_socket_open(int bus);

extern "C" __attribute__((used, retain)) void* fair_needs_more() { return mnl_socket_open(0); }

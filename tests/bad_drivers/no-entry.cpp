// A correct note without the exported function.
#include "raw_note.hpp"

BAD_DRIVERS_NOTE kNote = bad_drivers::raw_note(
    R"({"name":"no-entry","version":"1.0.0","summary":"has no entry point","license":"MIT",)"
    R"("capabilities":[],"resources":[],"options":[],"sdk":"1.0","min_host_minor":0})",
    {.sdk_major = mydocker::kSdkMajor,
     .sdk_minor = mydocker::kSdkMinor,
     .flags = mydocker::detail::build_flags()});

extern "C" __attribute__((visibility("default"))) int mydocker_driver_v0() { return 0; }

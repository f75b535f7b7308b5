// A driver for the next major version. Even its manifest can have another format.
#include "raw_note.hpp"

BAD_DRIVERS_NOTE kNote = bad_drivers::raw_note(
    R"({"who":"too-new"})",
    {.sdk_major = 2, .sdk_minor = 3, .flags = mydocker::detail::build_flags()});

extern "C" __attribute__((visibility("default"))) void mydocker_driver_v2() {}

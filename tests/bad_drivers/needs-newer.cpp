// Built with a later minor version of the SDK, which its note requires.
#include "mydocker/driver_info.hpp"
#include "raw_note.hpp"

BAD_DRIVERS_NOTE kNote =
    bad_drivers::raw_note(R"({"who":"needs-newer"})", {.sdk_major = mydocker::kSdkMajor,
                                                       .sdk_minor = mydocker::kSdkMinor + 9,
                                                       .min_host_minor = mydocker::kSdkMinor + 7,
                                                       .flags = mydocker::detail::build_flags()});

extern "C" __attribute__((visibility("default"))) void mydocker_driver_v1() {}

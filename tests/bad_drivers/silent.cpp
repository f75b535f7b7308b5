// The entry point returns without a reply.
#include <cstddef>

#include "raw_note.hpp"

BAD_DRIVERS_NOTE kNote = bad_drivers::raw_note(
    R"({"name":"silent","version":"1.0.0","summary":"gives no answer","license":"MIT",)"
    R"("capabilities":[],"resources":[],"options":[],"sdk":"1.0","min_host_minor":0})",
    {.sdk_major = mydocker::kSdkMajor,
     .sdk_minor = mydocker::kSdkMinor,
     .flags = mydocker::detail::build_flags()});

extern "C" __attribute__((visibility("default"))) void mydocker_driver_v1(const char*, std::size_t,
                                                                          void*, void*) {}

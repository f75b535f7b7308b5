// Replies with a text that is not a document.
#include <cstddef>

#include "raw_note.hpp"

BAD_DRIVERS_NOTE kNote = bad_drivers::raw_note(
    R"({"name":"babbles","version":"1.0.0","summary":"answers with garbage","license":"MIT",)"
    R"("capabilities":[],"resources":[],"options":[],"sdk":"1.0","min_host_minor":0})",
    {.sdk_major = mydocker::kSdkMajor,
     .sdk_minor = mydocker::kSdkMinor,
     .flags = mydocker::detail::build_flags()});

extern "C" __attribute__((visibility("default"))) void mydocker_driver_v1(
    const char*, std::size_t, void* context, void (*reply)(void*, const char*, std::size_t)) {
  reply(context, "{\"plan\": [", 10);
}

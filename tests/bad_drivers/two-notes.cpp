// Two driver notes in one file.
#include "plain_driver.hpp"
#include "raw_note.hpp"

namespace {

constexpr mydocker::DriverInfo kInfo = bad_drivers::info_of("two-notes", "is two drivers");

class TwoNotes final : public bad_drivers::PlainDriver<kInfo> {};

}  // namespace

BAD_DRIVERS_NOTE kSecondNote =
    bad_drivers::raw_note(R"({"name":"second"})", {.sdk_major = mydocker::kSdkMajor,
                                                   .sdk_minor = mydocker::kSdkMinor,
                                                   .flags = mydocker::detail::build_flags()});

MYDOCKER_EXPORT_DRIVER(TwoNotes, kInfo)

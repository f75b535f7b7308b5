// Aborts the process when it is loaded. The command must not lose data by that.
#include <cstdlib>

#include "plain_driver.hpp"

namespace {

constexpr mydocker::DriverInfo kInfo =
    bad_drivers::info_of("aborts", "dies while it is being loaded");

[[maybe_unused]] const struct Abort {
  Abort() { std::abort(); }
} kAbort;

class Aborts final : public bad_drivers::PlainDriver<kInfo> {};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Aborts, kInfo)

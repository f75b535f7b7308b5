// The file's name differs from the name in the manifest.
#include "plain_driver.hpp"

namespace {

constexpr mydocker::DriverInfo kInfo = bad_drivers::info_of("vlan-ng", "goes by another name");

class OtherName final : public bad_drivers::PlainDriver<kInfo> {};

}  // namespace

MYDOCKER_EXPORT_DRIVER(OtherName, kInfo)

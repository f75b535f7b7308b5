// A new version of the example `leases` that does not choose addresses any more.
#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr DriverInfo kInfo{.name = "leases",
                           .version = "1.1.0",
                           .summary = "a version without the capability ipam",
                           .license = "MIT",
                           .wraps = "bridge"};

class WithoutIpam final : public WrappingDriver {
 public:
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(WithoutIpam, kInfo)

// Never replies.
#include <unistd.h>

#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr DriverInfo kInfo = bad_drivers::info_of("sleeps", "never comes back");

class Sleeps final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    for (;;) ::pause();
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Sleeps, kInfo)

// The good driver, which must work while others fail.
#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr DriverInfo kInfo = bad_drivers::info_of("good", "a driver without a fault");

class Good final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    Plan plan;
    plan.ensure(Loopback{.place = Place::host}, "so that there is something to plan");
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(Good, kInfo)

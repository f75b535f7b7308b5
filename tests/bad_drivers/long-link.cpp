// A well-formed plan with a link name that is too long for the kernel. Module plan refuses it.
#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr std::string_view kResources[] = {"bridge"};
constexpr DriverInfo kInfo =
    bad_drivers::info_of("long-link", "plans a link whose name the kernel cannot hold", kResources);

class LongLink final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    Bridge bridge;
    bridge.name = std::string(40, 'x');
    Plan plan;
    plan.ensure(bridge, "to see what happens");
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(LongLink, kInfo)

// A well-formed plan with a sysctl that network drivers must not set. Module plan refuses it.
#include "plain_driver.hpp"

namespace {

using namespace mydocker;

constexpr std::string_view kResources[] = {"sysctl"};
constexpr DriverInfo kInfo = bad_drivers::info_of(
    "foreign-sysctl", "plans a kernel setting that is none of its business", kResources);

class ForeignSysctl final : public bad_drivers::PlainDriver<kInfo> {
 public:
  Result<Plan> plan_network(const NetworkView& /*network*/,
                            const HostFacts& /*host*/) const override {
    Plan plan;
    plan.ensure(Sysctl{.name = "kernel/core_pattern", .value = "|/tmp/x"}, "for the fun of it");
    return plan;
  }
};

}  // namespace

MYDOCKER_EXPORT_DRIVER(ForeignSysctl, kInfo)

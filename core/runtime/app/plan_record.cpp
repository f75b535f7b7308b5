#include "runtime/app/plan_record.hpp"

#include "runtime/plan/part.hpp"

namespace mydocker::app {

Result<PlanDifference> difference(const Plan& plan, const Plan& record, kernel::Kernel& kernel) {
  PlanDifference difference;
  const auto added = plan::without(plan, record);
  for (const auto& entry : added.entries()) {
    const bool is_setting = std::holds_alternative<Sysctl>(entry.resource) ||
                            std::holds_alternative<Loopback>(entry.resource);
    if (is_setting) {
      MYDOCKER_TRY(const auto seen, kernel.observe(entry.resource));
      if (seen.presence == kernel::Presence::present) continue;
    }
    difference.added.ensure(entry.resource, entry.why, entry.lifetime);
  }
  const auto removed = plan::without(record, plan);
  for (const auto& entry : removed.entries())
    if (!std::holds_alternative<Firewall>(entry.resource))  // no driver plans that
      difference.removed.ensure(entry.resource, entry.why, entry.lifetime);
  return difference;
}

}  // namespace mydocker::app

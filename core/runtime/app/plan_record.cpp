#include "runtime/app/plan_record.hpp"

#include "mydocker/documents.hpp"
#include "runtime/plan/part.hpp"

namespace mydocker::app {

Result<Plan> recorded_plan(World& world, const std::string& owner) {
  MYDOCKER_TRY(const auto work, world.state.work_of(owner));
  if (!work || work->plan.empty()) return Plan();
  return documents::decode_plan(work->plan);
}

std::vector<std::string> lines_of(const Plan& plan) {
  std::vector<std::string> lines;
  for (const auto& entry : plan.entries())
    lines.push_back(describe(entry.resource) + ": " + entry.why);
  return lines;
}

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

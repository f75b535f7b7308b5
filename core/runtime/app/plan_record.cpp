#include "runtime/app/plan_record.hpp"

#include "mydocker/documents.hpp"
#include "runtime/plan/plan_algebra.hpp"

namespace mydocker::app {

Result<Plan> recorded_plan(OpenState& open_state, const std::string& owner) {
  MYDOCKER_TRY(const auto journal_entry, open_state.state.find_entry(owner));
  if (!journal_entry || journal_entry->plan.empty()) return Plan();
  return documents::decode_plan(journal_entry->plan);
}

std::vector<std::string> lines_of(const Plan& plan) {
  std::vector<std::string> lines;
  for (const auto& entry : plan.entries())
    lines.push_back(describe(entry.resource) + ": " + entry.why);
  return lines;
}

Result<PlanDifference> difference(const Plan& plan, const Plan& record, kernel::Kernel& kernel) {
  PlanDifference difference;
  const auto added = plan::difference(plan, record);
  for (const auto& entry : added.entries()) {
    const bool is_setting = entry.resource.is<Sysctl>() || entry.resource.is<Loopback>();
    if (is_setting) {
      MYDOCKER_TRY(const auto seen, kernel.observe(entry.resource));
      if (seen.state == kernel::State::matches) continue;
    }
    difference.added.ensure(entry.resource, entry.why, entry.lifetime);
  }
  const auto removed = plan::difference(record, plan);
  for (const auto& entry : removed.entries())
    if (!entry.resource.is<Firewall>())  // a driver does not plan this
      difference.removed.ensure(entry.resource, entry.why, entry.lifetime);
  return difference;
}

}  // namespace mydocker::app

#include "runtime/plan/plan_check.hpp"

#include <algorithm>

#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/resource_validation.hpp"
#include "runtime/plan/text_check.hpp"

namespace mydocker::plan {
namespace {

constexpr std::size_t kMostEntries = 1000;

Error plan_refused(std::string why) { return {ErrorKind::driver, std::move(why)}; }

// Checks entries one after the other. It knows the plan's links and the earlier identities.
class Checker {
 public:
  Checker(const Plan& plan, const PlanRules& rules) : rules_(rules), links_(own_links(plan)) {
    for (const auto& link : rules.host_links) links_.insert("host " + link);
    for (const auto& entry : plan.entries()) {
      if (const auto* bridge = entry.resource.get_if<Bridge>()) {
        links_.insert("host " + bridge->name);  // also adopted bridges
      }
    }
  }

  Result<void> check(const PlanEntry& entry) {
    if (entry.why.empty()) return plan_refused("the reason is missing");
    MYDOCKER_CHECK(check_line("the reason", entry.why));
    const auto kind = kind_of(entry.resource);
    if (std::ranges::find(rules_.kinds, kind) == rules_.kinds.end()) {
      return plan_refused("the manifest does not declare the kind \"" + std::string(kind) + "\"");
    }
    if (place_of(entry.resource) == Place::container && !rules_.endpoint) {
      return plan_refused("a network's plan cannot have resources in a container");
    }
    MYDOCKER_CHECK(check_resource(entry.resource, rules_, links_));
    if (!identities_.insert(identity_of(entry.resource)).second) {
      return plan_refused("it is in the plan twice");
    }
    return {};
  }

 private:
  const PlanRules& rules_;
  std::set<std::string> links_;
  std::set<std::string> identities_;
};

}  // namespace

Result<void> check_plan(const Plan& plan, const PlanRules& rules) {
  if (plan.entries().size() > kMostEntries) {
    return plan_refused("the plan has " + std::to_string(plan.entries().size()) +
                        " entries, more than " + std::to_string(kMostEntries));
  }
  Checker checker(plan, rules);
  for (std::size_t i = 0; i < plan.entries().size(); ++i) {
    const auto& entry = plan.entries()[i];
    if (auto checked = checker.check(entry); !checked.ok()) {
      const Error& why = checked.error();
      return plan_refused("entry " + std::to_string(i + 1) + " of its plan, " +
                          describe(entry.resource) + ": " + why.message());
    }
  }
  return {};
}

}  // namespace mydocker::plan

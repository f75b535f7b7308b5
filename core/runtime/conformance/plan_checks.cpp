// Checks P (plans): mydocker accepts the entries of the driver's plans.
#include <algorithm>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::size_t kLongestReason = 200;  // limit of plan/plan_check.cpp
constexpr std::size_t kMostEntries = 200;    // limit for a usual network with one container

// Checks each entry of the network's plan and of the endpoint's plan. Stops at the first entry for
// which `wrong` returns a text.
Result<RuleResult> each_entry(const DriverUnderTest& driver, const char* expected,
                              std::string (*wrong)(const PlanEntry&, const DriverUnderTest&)) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  for (const Plan* plan : {&plans.network, &plans.endpoint})
    for (const auto& entry : plan->entries())
      if (const auto found = wrong(entry, driver); !found.empty())
        return fail(expected, found + " at " + describe(entry.resource));
  return pass();
}

Result<RuleResult> accepted(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  MYDOCKER_CHECK(check_as_host(input, plans));
  return pass(std::to_string(plans.network.entries().size()) + " and " +
              std::to_string(plans.endpoint.entries().size()) + " resources");
}

std::string undeclared(const PlanEntry& entry, const DriverUnderTest& driver) {
  const std::string kind(kind_of(entry.resource));
  const auto& own = driver.driver().resources;
  return std::ranges::find(own, kind) == own.end() ? "the kind " + base::quoted(kind) : "";
}

std::string wrong_reason(const PlanEntry& entry, const DriverUnderTest& /*subject*/) {
  const std::string& why = entry.why;
  const bool plain = std::ranges::all_of(why, [](char c) { return c >= ' ' && c <= '~'; });
  if (why.empty()) return "none";
  if (!plain || why.size() > kLongestReason || why.ends_with('.')) return base::quoted(why);
  return {};
}

std::string wrong_link(const PlanEntry& entry, const DriverUnderTest& /*subject*/) {
  for (const auto& [place, name] : links_in(entry.resource))
    if (const auto checked = check_link_name(name); !checked.ok()) return checked.error().message();
  return {};
}

std::string long_living(const PlanEntry& entry, const DriverUnderTest& /*subject*/) {
  const bool may = entry.resource.is<Sysctl>() || entry.resource.is<Loopback>();
  return entry.lifetime == Lifetime::host && !may ? "the lifetime of the host" : "";
}

std::string lineless(const PlanEntry& entry, const DriverUnderTest& /*subject*/) {
  const auto* custom = entry.resource.get_if<Custom>();
  if (custom == nullptr) return {};
  return custom->create_lines.empty() || custom->destroy_lines.empty() ? "none" : "";
}

Result<RuleResult> kinds_declared(const DriverUnderTest& driver) {
  return each_entry(driver, "only kinds that the manifest declares", undeclared);
}
Result<RuleResult> reasons(const DriverUnderTest& driver) {
  return each_entry(driver, "a reason of one clause", wrong_reason);
}
Result<RuleResult> link_names(const DriverUnderTest& driver) {
  return each_entry(driver, "link names that the kernel accepts", wrong_link);
}
Result<RuleResult> lifetimes(const DriverUnderTest& driver) {
  return each_entry(driver, "the lifetime of the host for settings only", long_living);
}
Result<RuleResult> shell_lines(const DriverUnderTest& driver) {
  const auto& kinds = driver.driver().resources;
  if (std::ranges::find(kinds, "custom") == kinds.end())
    return skip("the driver has no Custom resources");
  return each_entry(driver, "the shell lines that create it and remove it", lineless);
}

Result<RuleResult> own_settings(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  for (const Plan* plan : {&plans.network, &plans.endpoint})
    for (const auto& entry : plan->entries())
      if (is_foreign_setting(entry.resource, plans))
        return fail("settings of its own links, and forwarding", describe(entry.resource));
  return pass();
}

// Finds the first plan entry that depends on a link which the plan creates later.
Result<RuleResult> in_order(const Plan& plan) {
  const auto later = plan::own_links(plan);
  auto missing = later;
  for (const auto& entry : plan.entries()) {
    if (plan::depends_on(entry.resource, missing))
      return fail("a link before the resources that depend on it",
                  describe(entry.resource) + " first");
    for (const auto& made : plan::own_links(Plan({entry}))) missing.erase(made);
  }
  return pass();
}

Result<RuleResult> order(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  MYDOCKER_TRY(auto result, in_order(plans.network));
  if (result.outcome != RuleOutcome::pass) return result;
  return in_order(plans.endpoint);
}

Result<RuleResult> plan_size(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  const auto count = plans.network.entries().size() + plans.endpoint.entries().size();
  if (count <= kMostEntries) return pass();
  return fail("at most 200 resources for a network and a container", std::to_string(count));
}

constexpr Check kPlanCheckTable[] = {
    {"P01", Level::plan, "accepted",
     "a usual network and a container on it are planned, and the host accepts both plans",
     "the host says which entry is wrong and why", accepted},
    {"P02", Level::plan, "kinds-declared", "a plan has only kinds that the manifest declares",
     "add the kind to DriverInfo::resources", kinds_declared},
    {"P03", Level::plan, "reasons", "every resource has a reason of one clause on one line",
     "give a reason of at most 200 characters, without a full stop", reasons},
    {"P04", Level::plan, "link-names", "every link has a name of at most 15 plain characters",
     "use link_name of the view, or derived_link_name()", link_names},
    {"P05", Level::plan, "own-settings",
     "on the host, only settings of the driver's own links and forwarding are changed",
     "leave other settings to the operator", own_settings},
    {"P23", Level::plan, "lifetimes", "only settings and loopback devices outlive the plan",
     "leave Lifetime::host out", lifetimes},
    {"P24", Level::plan, "order", "a link comes before the resources that depend on it",
     "ensure the link first", order},
    {"P26", Level::plan, "size", "a usual network with a container has at most 200 resources",
     "plan only what is needed", plan_size},
    {"P32", Level::plan, "shell-lines",
     "a Custom resource has the shell lines that create it and remove it",
     "fill Custom::create_lines and destroy_lines", shell_lines},
};

}  // namespace

const std::span<const Check> kPlanChecks = kPlanCheckTable;

}  // namespace mydocker::conformance

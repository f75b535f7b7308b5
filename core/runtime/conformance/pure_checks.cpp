// Checks P (plans): a plan depends only on the driver's input.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/traps.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::conformance {
namespace {

// Returns the parts of both texts around their first difference, for a message.
std::string first_difference(const std::string& one, const std::string& other) {
  constexpr std::size_t kAround = 24;
  const auto [a, b] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  const auto at = static_cast<std::size_t>(a - one.begin());
  const auto from = at > kAround ? at - kAround : 0;
  const auto piece = [&](const std::string& text) {
    return base::quoted(text.substr(std::min(from, text.size()), 2 * kAround));
  };
  return piece(one) + " and " + piece(other);
}

Result<RuleResult> same_plan(const std::string& one, const std::string& other,
                             const char* expected) {
  return one == other ? pass() : fail(expected, first_difference(one, other));
}

Result<RuleResult> same_plan(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const auto first = text_of(probe, input);
  (void)text_of(probe, of_network(input, "cccccccc", "other"));
  return same_plan(first, text_of(probe, input), "the same plan for the same spec");
}

Result<std::string> planned_apart(const DriverUnderTest& driver, const PlanInput& input) {
  return in_child(driver.deadline, [&]() -> Result<std::string> {
    MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
    return text_of(probe, input);
  });
}

Result<RuleResult> other_process(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto one, planned_apart(driver, input));
  MYDOCKER_TRY(const auto other, planned_apart(driver, input));
  return same_plan(one, other, "the same plan from another process");
}

// Returns all words in the driver's file that could be the name of an environment variable.
std::set<std::string> possible_variables(const std::string& bytes) {
  constexpr std::size_t kShortest = 3;
  constexpr std::size_t kMost = 4000;
  std::set<std::string> names;
  std::string word;
  for (const char c : bytes) {
    const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
    if (is_letter || (!word.empty() && c >= '0' && c <= '9')) {
      word += c;
      continue;
    }
    if (c == '\0' && word.size() >= kShortest && names.size() < kMost) names.insert(word);
    word.clear();
  }
  return names;
}

// Changes the environment of the process: variables, directory and umask.
void go_elsewhere() {
  for (const auto& [name, value] : {std::pair("HOME", "/nowhere"),
                                    {"LANG", "tr_TR.UTF-8"},
                                    {"LC_ALL", "tr_TR.UTF-8"},
                                    {"TZ", "Asia/Kathmandu"},
                                    {"USER", "nobody"},
                                    {"PATH", "/nowhere"},
                                    {"TMPDIR", "/nowhere"}})
    ::setenv(name, value, 1);
  (void)!::chdir("/");
  ::umask(0077);
}

// Returns the plan of a new process. Before the driver is loaded there, each possible variable is
// set to `value`.
Result<std::string> planned_with(const DriverUnderTest& driver, const PlanInput& input,
                                 const char* value) {
  return in_child(driver.deadline, [&]() -> Result<std::string> {
    for (const auto& name : possible_variables(*driver.bytes)) ::setenv(name.c_str(), value, 1);
    MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
    return text_of(probe, input);
  });
}

// Compares plans that were made with different environment variables. If two processes with the
// same variables plan differently, check P07 reports it, and this check passes.
Result<RuleResult> other_variables(const DriverUnderTest& driver, const PlanInput& input) {
  MYDOCKER_TRY(const auto usual, planned_apart(driver, input));
  MYDOCKER_TRY(const auto again, planned_apart(driver, input));
  if (usual != again) return pass();
  for (const char* value : {"1", "1300", "/nowhere"}) {
    MYDOCKER_TRY(const auto other, planned_with(driver, input, value));
    if (other != usual) return same_plan(usual, other, "the same plan with other variables");
  }
  return pass();
}

Result<RuleResult> other_environment(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(auto result, other_variables(driver, input));
  if (result.outcome != RuleOutcome::pass) return result;
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  const auto here = text_of(probe, input);
  go_elsewhere();
  return same_plan(here, text_of(probe, input), "the same plan in another environment and folder");
}

Result<RuleResult> touches_nothing(const DriverUnderTest& driver) {
  if (drivers::this_host().sanitizers != 0) return skip("this is a sanitizer's build");
  MYDOCKER_TRY(const auto input, usual_input(driver));
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  MYDOCKER_TRY(const auto network, probe.network_document(input));
  MYDOCKER_TRY(const auto endpoint, probe.endpoint_document(input, plans.network));
  MYDOCKER_TRY(const auto call, forbidden_call(driver.deadline, [&] {
                 (void)probe.call(network);
                 (void)probe.call(endpoint);
               }));
  return call.empty() ? pass() : fail("no system call while it plans", call);
}

Result<RuleResult> facts_order(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(auto input, usual_input(driver));
  for (const char* name : {"zz0", "aa0"}) input.host.links.push_back({name, "", kUsualMtu, true});
  const auto one = text_of(probe, input);
  std::ranges::reverse(input.host.links);
  return same_plan(one, text_of(probe, input), "the same plan for each order of the host's links");
}

// Returns the parts of a plan that must be unique on a host: links, MAC addresses, VNIs, Custom
// resources.
std::vector<std::string> identities(const Plan& plan) {
  std::vector<std::string> all;
  for (const auto& entry : plan.entries()) {
    for (const auto& link : plan::own_links(Plan({entry})))
      if (link.starts_with("host ")) all.push_back("link " + link);
    for (const auto& mac : macs_in(entry.resource)) all.push_back("MAC " + mac.text());
    const auto* link = entry.resource.get_if<Link>();
    if (link != nullptr && link->kind == "vxlan" && link->attributes.contains("id"))
      all.push_back("VNI " + link->attributes.at("id"));
    const auto* custom = entry.resource.get_if<Custom>();
    if (custom != nullptr && custom->place == Place::host)
      all.push_back(identity_of(entry.resource));
  }
  std::ranges::sort(all);
  return all;
}

Result<RuleResult> apart(const Plan& one, const Plan& other) {
  const auto here = identities(one);
  const auto there = identities(other);
  std::vector<std::string> both;
  std::ranges::set_intersection(here, there, std::back_inserter(both));
  return both.empty() ? pass() : fail("no resource that both plans create", some_of(both));
}

Result<RuleResult> alike_networks(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const std::string name = "a-rather-long-name-";
  std::vector<Plan> plans;
  for (const char last : std::string("0123456789abcdef")) {
    MYDOCKER_TRY(auto plan,
                 probe.network(of_network(input, std::string("fffffff") + last, name + last)));
    for (const auto& other : plans) {
      MYDOCKER_TRY(auto result, apart(plan, other));
      if (result.outcome != RuleOutcome::pass) return result;
    }
    plans.push_back(std::move(plan));
  }
  return pass();
}

Result<RuleResult> alike_endpoints(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto input, usual_input(driver));
  const std::string name = "a-rather-long-name-";
  MYDOCKER_TRY(const auto one, probe.endpoint(of_endpoint(input, "fffffff0", name + "1", 2)));
  MYDOCKER_TRY(const auto other, probe.endpoint(of_endpoint(input, "fffffff1", name + "2", 3)));
  return apart(one, other);
}

constexpr const char* kPureFix = "use only the arguments for the plan";

constexpr Check kPureCheckTable[] = {
    {"P06", Level::plan, "same-plan", "the same spec gets the same plan, also after other plans",
     "keep no state", same_plan},
    {"P07", Level::plan, "other-process", "another process gets the same plan", kPureFix,
     other_process},
    {"P08", Level::plan, "touches-nothing", "planning makes no system calls, except for memory",
     "take facts from HostFacts only", touches_nothing},
    {"P09", Level::plan, "alike-networks",
     "networks with similar names and ids (first seven digits equal) have no equal link, MAC or "
     "Custom resource",
     "derive names and MACs from the whole id: derived_link_name(), derived_mac()", alike_networks},
    {"P10", Level::plan, "alike-endpoints",
     "containers with similar names and ids (first seven digits equal) have no equal link, MAC or "
     "Custom resource",
     "derive names and MACs from the whole id: derived_link_name(), derived_mac()",
     alike_endpoints},
    {"P25", Level::plan, "facts-order", "the order of the host's links does not change a plan",
     "look links up by name: HostFacts::link()", facts_order},
    {"P33", Level::plan, "other-environment",
     "the environment, locale, working directory and umask do not change a plan", kPureFix,
     other_environment},
};

}  // namespace

const std::span<const Check> kPureChecks = kPureCheckTable;

}  // namespace mydocker::conformance

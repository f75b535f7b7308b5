// Checks P (plans): two options together, a second container, and lists in another order.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/option_inputs.hpp"
#include "runtime/conformance/plan_rules.hpp"

namespace mydocker::conformance {
namespace {

using Lines = std::vector<std::string>;
// The lines of both plans. The key is the identity of the resource.
using Resources = std::map<std::string, std::string>;

void add_resources(const std::string& owner, const Plan& plan, Resources& resources) {
  const auto lines = resource_lines(plan);
  for (std::size_t i = 0; i < lines.size(); ++i)
    resources.emplace(owner + ": " + identity_of(plan.entries()[i].resource), lines[i]);
}

// Returns nothing if the driver refuses the input.
std::optional<Resources> resources_of(const PlanProbe& probe, const PlanInput& input) {
  const auto plans = plans_of(probe, input);
  if (!plans) return std::nullopt;
  Resources resources;
  add_resources("network", plans->network, resources);
  add_resources("container", plans->endpoint, resources);
  return resources;
}

// --- P46: two options together

// An option with one value, and the plans with it.
struct Single {
  const ManifestOption* option;
  std::string value;
  Resources resources;
};

// Returns each value that the driver accepts.
std::vector<Single> singles_of(const PlanProbe& probe, const PlanInput& usual,
                               const std::vector<ManifestOption>& options) {
  std::vector<Single> singles;
  for (const auto& option : options)
    for (const auto& value : values_of(option))
      if (auto resources = resources_of(probe, with_option(usual, option, value)))
        singles.push_back({&option, value, *std::move(resources)});
  return singles;
}

// Returns whether the resource protects a container, or is what the user asked for. Options must
// not take it away together if neither does alone.
bool is_wanted(const std::string& line) {
  for (const char* kind : {"isolation", "antispoofing", "address", "route", "port"})
    if (line.find(R"("kind":")" + std::string(kind) + '"') != std::string::npos) return true;
  return false;
}

// Returns a wanted resource that both options keep, but that is missing with both together.
std::string lost_with_both(const Single& one, const Single& other, const Resources& both) {
  for (const auto& [identity, line] : one.resources)
    if (is_wanted(line) && other.resources.contains(identity) && !both.contains(identity))
      return line;
  return {};
}

Result<RuleResult> option_pairs(const DriverUnderTest& driver) {
  const auto options = plan_options(driver);
  if (options.size() < 2) return skip("the driver has fewer than two options");
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, rich_input(driver));
  const auto singles = singles_of(probe, usual, options);
  std::size_t count = 0;
  for (auto one = singles.begin(); one != singles.end(); ++one)
    for (auto other = one + 1; other != singles.end(); ++other) {
      if (one->option == other->option) continue;
      auto input = with_option(usual, *one->option, one->value);
      const std::string first = input.what;
      input = with_option(std::move(input), *other->option, other->value);
      const auto both = resources_of(probe, input);
      if (!both) continue;  // the values contradict each other
      ++count;
      const auto lost = lost_with_both(*one, *other, *both);
      if (lost.empty()) continue;
      return fail("with " + first + " and " + input.what +
                      " together, the resource that is planned with each of them alone",
                  "no " + base::quoted(lost));
    }
  return pass(std::to_string(count) + " pairs");
}

// --- P47: a second container

// Returns the input for another container on the network. It also is on another network.
PlanInput as_second(const DriverUnderTest& driver, const PlanInput& first) {
  auto second = of_endpoint(first, "cccccccc", "c2", 3);
  second.endpoint.mac = first.endpoint.mac;
  second.endpoint.addresses = first.endpoint.addresses;
  second.endpoint.others = {{std::string(64, 'e'), {IpPrefix::parse("10.79.0.2/24").value()}}};
  if (driver.driver().needs_fact(Need::endpoints)) {
    EndpointFact known{first.endpoint.id,
                       first.endpoint.container,
                       derived_mac(first.endpoint.id, "container"),
                       {}};
    for (const auto& own : first.endpoint.addresses)
      known.addresses.emplace_back(own.address.plus(4), own.length);
    second.host.endpoints = {std::move(known)};
  }
  second.what = "a second container";
  return second;
}

Result<Lines> endpoint_lines(const PlanProbe& probe, const PlanInput& input) {
  MYDOCKER_TRY(const auto plan, probe.endpoint(input));
  return resource_lines(plan);
}

// Returns whether the change has an effect on the container's plan.
Result<bool> matters(const PlanProbe& probe, const PlanInput& input,
                     const std::function<PlanInput(PlanInput)>& change) {
  MYDOCKER_TRY(const auto before, endpoint_lines(probe, input));
  const auto after = endpoint_lines(probe, change(input));
  return !after || *after != before;
}

// A change of a request, and its name.
struct Change {
  std::string what;
  std::function<PlanInput(PlanInput)> apply;
};

std::vector<Change> changes_for(const DriverUnderTest& driver,
                                const std::vector<ManifestOption>& options) {
  std::vector<Change> changes;
  for (const auto& option : options)
    for (const auto& value : values_of(option))
      changes.push_back(
          {"option " + base::quoted(option.key + "=" + value), [&option, value](PlanInput input) {
             return with_option(std::move(input), option, value);
           }});
  if (driver.driver().needs_fact(Need::labels))
    changes.push_back({"NetworkView::labels", [](PlanInput input) {
                         input.network.labels = {{"kit", "label"}};
                         return input;
                       }});
  return changes;
}

// Checks that a value has an effect on the second container if it has one on the first.
Result<RuleResult> same_effects(const DriverUnderTest& driver, const PlanProbe& probe,
                                const PlanInput& first, const PlanInput& second) {
  const auto options = plan_options(driver);
  for (const auto& [what, change] : changes_for(driver, options)) {
    MYDOCKER_TRY(const bool on_first, matters(probe, first, change));
    if (!on_first) continue;
    MYDOCKER_TRY(const bool on_second, matters(probe, second, change));
    if (!on_second)
      return fail("the effect of " + what + " on the first container, for the second one, too",
                  "none");
  }
  return pass();
}

// Checks that other endpoints only add resources to a plan.
Result<RuleResult> only_added(const PlanProbe& probe, const PlanInput& second) {
  auto alone = second;
  alone.endpoint.others.clear();
  alone.host.endpoints.clear();
  const auto with_others = resources_of(probe, second);
  const auto without = resources_of(probe, alone);
  if (!with_others || !without) return pass();
  for (const auto& [identity, line] : *without)
    if (!with_others->contains(identity))
      return fail("all resources of the first container for the second one, too",
                  "no " + base::quoted(line));
  return pass();
}

bool contains(const Plans& plans, const std::string& text) {
  for (const Plan* plan : {&plans.network, &plans.endpoint})
    for (const auto& line : resource_lines(*plan))
      if (line.find(text) != std::string::npos) return true;
  return false;
}

// Checks that each value in the plans for the first container is in those for the second one.
Result<RuleResult> same_values(const PlanProbe& probe, const ValuePair& first,
                               const ValuePair& second) {
  const auto of_first = plans_of(probe, first.before);
  const auto of_second = plans_of(probe, second.before);
  if (!of_first || !of_second) return pass();
  for (const auto& [value, other] : first.texts)
    if (contains(*of_first, value) && !contains(*of_second, value))
      return fail(first.field + " in the plan of the second container, as in that of the first",
                  "no " + value);
  return differs_as_asked(probe, second);
}

Result<RuleResult> second_container(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto first, rich_input(driver));
  const auto second = as_second(driver, first);
  if (!plans_of(probe, first)) return skip("the driver refuses a network with all values");
  MYDOCKER_TRY(auto result, only_added(probe, second));
  if (result.outcome != RuleOutcome::pass) return result;
  MYDOCKER_TRY(result, same_effects(driver, probe, first, second));
  if (result.outcome != RuleOutcome::pass) return result;
  const auto of_first = value_pairs(driver, first);
  const auto of_second = value_pairs(driver, second);
  for (std::size_t i = 0; i < std::min(of_first.size(), of_second.size()); ++i) {
    MYDOCKER_TRY(result, same_values(probe, of_first[i], of_second[i]));
    if (result.outcome != RuleOutcome::pass) return result;
  }
  return pass();
}

// --- P48: lists in another order

// Returns the words of all lines, sorted. Two plans with the same words differ in the order only.
Lines words_of(const Plan& plan) {
  Lines words(1);
  for (const auto& line : resource_lines(plan))
    for (const char c : line + " ") {
      if (std::string(",[]{} ").find(c) == std::string::npos)
        words.back() += c;
      else if (!words.back().empty())
        words.emplace_back();
    }
  std::ranges::sort(words);
  return words;
}

Result<RuleResult> subnet_order(const DriverUnderTest& driver) {
  if (!has_addresses(driver) || !has_ipv6(driver)) return skip("its networks have one family");
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(auto input, rich_input(driver));
  const auto usual = plans_of(probe, input);
  std::ranges::reverse(input.network.subnets);
  std::ranges::reverse(input.endpoint.addresses);
  input.what = "a network whose IPv6 subnet is the first one";
  const auto reversed = plans_of(probe, input);
  if (!usual && !reversed) return skip("the driver refuses a network with all values");
  if (!usual || !reversed)
    return fail("plans for both orders of the subnets",
                (usual ? reversed : usual).error().message());
  auto changes = differences(words_of(reversed->network), words_of(usual->network));
  if (changes.empty())
    changes = differences(words_of(reversed->endpoint), words_of(usual->endpoint));
  if (changes.empty()) return pass();
  return fail("the same resources for " + input.what, some_of(changes));
}

constexpr Check kCombinationCheckTable[] = {
    {"P46", Level::plan, "option-pairs",
     "a resource that protects, or that the user asked for, is kept by two options that keep it "
     "alone",
     "treat each option separately, or refuse two values that contradict each other", option_pairs},
    {"P47", Level::plan, "second-container",
     "each value of a request has the same effect on every container of a network",
     "use all values of EndpointView and NetworkView, whatever other containers there are",
     second_container},
    {"P48", Level::plan, "subnet-order",
     "the order of a network's IPv4 and IPv6 subnets changes only the order of a plan",
     "look at the family of each subnet, not at its place in the list", subnet_order},
};

}  // namespace

const std::span<const Check> kCombinationChecks = kCombinationCheckTable;

}  // namespace mydocker::conformance

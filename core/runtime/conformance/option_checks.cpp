// Checks P (plans): single options, several options together, and wrong values.
#include <algorithm>
#include <random>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/option_inputs.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/plan_rules.hpp"

namespace mydocker::conformance {
namespace {

constexpr int kMixtures = 60;

Result<RuleResult> option_values(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  std::size_t count = 0;
  for (const auto& option : plan_options(driver))
    for (const auto& value : values_of(option)) {
      std::string refused;
      const auto input = with_option(usual, option, value);
      MYDOCKER_CHECK(plan_or_refuse(probe, input, refused));
      ++count;
      // The error must name the option. A choice of this option may contradict another option. Then
      // the error may name only the other option and this value. So an error with the value is
      // accepted too.
      if (refused.empty() || refused.find(option.key) != std::string::npos ||
          (!value.empty() && refused.find(value) != std::string::npos))
        continue;
      return fail("a refusal of " + input.what + " that names it", base::quoted(refused));
    }
  return pass(std::to_string(count) + " values");
}

Result<RuleResult> option_mixtures(const DriverUnderTest& driver) {
  const auto options = plan_options(driver);
  if (options.empty()) return skip("the driver has no options");
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  std::mt19937_64 random(driver.seed);
  for (int i = 0; i < kMixtures; ++i) {
    std::string refused;
    MYDOCKER_CHECK(plan_or_refuse(probe, with_mixture(usual, options, random), refused));
  }
  return pass("seed " + std::to_string(driver.seed));
}

// Checks option values that the manifest does not allow. mydocker never sends them. Any plan is
// accepted, but the driver must reply.
Result<RuleResult> wild_options(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  auto options = plan_options(driver);
  options.emplace_back().key = "no-such-option";
  for (const auto& option : options)
    for (const std::string value :
         {"", "-1", "not a number", "99999999999999999999", "a\nb", "/"}) {
      const auto input = with_option(usual, option, value);
      const auto document = probe.network_document(input);
      if (!document) continue;  // the wrapped driver refuses the value
      const auto reply = probe.call(*document);
      if (!reply) return fail("a reply to " + input.what, reply.error().message());
      const auto plan = documents::decode_plan_reply(*reply);
      if (!plan && plan.error().message().starts_with("the driver threw"))
        return fail("an error for " + input.what, plan.error().message());
    }
  return pass();
}

constexpr Check kOptionCheckTable[] = {
    {"P17", Level::plan, "option-values",
     "every value that the schema allows is planned, or refused by an error that names it",
     "refuse with invalid_argument and the option's key", option_values},
    {"P18", Level::plan, "option-mixtures",
     "any mixture of allowed options is planned, or refused so that a user understands it",
     "run with the same --seed to repeat it", option_mixtures},
    {"P19", Level::plan, "wild-options",
     "values and options that the schema does not allow cause no crash",
     "read options with Options::number() and similar functions", wild_options},
};

}  // namespace

const std::span<const Check> kOptionChecks = kOptionCheckTable;

// Checks P (plans): each option in the manifest changes a plan.

namespace {

constexpr int kUnreadMixtures = 20;

// Returns inputs with many options, so that as many options as possible have an effect.
std::vector<PlanInput> rich_inputs(const DriverUnderTest& driver, PlanInput input) {
  std::vector<std::string> subnets;
  if (has_addresses(driver)) subnets.emplace_back("10.77.0.0/24");
  if (has_ipv6(driver)) subnets.emplace_back("fd00:77::/64");
  input = with_subnets(std::move(input), subnets);
  if (has_ports(driver)) input.endpoint.ports.push_back({Protocol::tcp, std::nullopt, 8080, 80, 1});
  std::vector<PlanInput> all{input};
  std::mt19937_64 random(driver.seed);
  for (int i = 0; i < kUnreadMixtures; ++i)
    all.push_back(with_mixture(input, plan_options(driver), random));
  return all;
}

// Returns the resources of both plans without their reasons. If the driver refuses the input,
// returns the text of its error.
std::string effect_of(const PlanProbe& probe, const PlanInput& input) {
  const auto plans = plans_of(probe, input);
  if (!plans) return plans.error().message();
  std::string text;
  for (const Plan* plan : {&plans->network, &plans->endpoint})
    for (const auto& line : resource_lines(*plan)) text += line + "\n";
  return text;
}

// Returns whether some value of the option changes the plan or the error.
bool matters(const PlanProbe& probe, const ManifestOption& option, const PlanInput& input) {
  auto without = input;
  auto& options =
      option.scope == OptionScope::network ? without.network.options : without.endpoint.options;
  auto values = options.values();
  values.erase(option.key);
  options = Options(values);
  const auto plan = effect_of(probe, without);
  return std::ranges::any_of(values_of(option), [&](const std::string& value) {
    auto with = with_option(without, option, value);
    with.what = input.what;  // errors contain this text
    return effect_of(probe, with) != plan;
  });
}

// Returns whether the option cannot be tested here. Either the core reads the option itself
// (driver_info.hpp), or the option names a link that may not exist.
bool is_for_the_core(const ManifestOption& option) {
  return option.type == OptionType::link || option.role == OptionRole::link_prefix ||
         option.role == OptionRole::host_binding;
}

Result<RuleResult> unused_options(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  const auto inputs = rich_inputs(driver, usual);
  std::vector<std::string> unread;
  for (const auto& option : plan_options(driver)) {
    if (is_for_the_core(option)) continue;
    const auto reads = [&](const PlanInput& input) { return matters(probe, option, input); };
    if (std::ranges::none_of(inputs, reads)) unread.push_back(option.key);
  }
  if (unread.empty()) return pass();
  return fail("a value of each option that changes a resource", "none of " + some_of(unread));
}

constexpr Check kUnreadCheckTable[] = {
    {"P35", Level::plan, "unread-options",
     "every option has a value that changes a resource of some plan",
     "read the option by its key in the manifest, or remove it", unused_options},
};

}  // namespace

const std::span<const Check> kUnusedOptionChecks = kUnreadCheckTable;

}  // namespace mydocker::conformance

// Checks P (plans): each option alone, several options together, and wrong values.
#include <algorithm>
#include <random>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/listing.hpp"
#include "runtime/conformance/option_inputs.hpp"
#include "runtime/conformance/plan_rules.hpp"

namespace mydocker::conformance {
namespace {

constexpr int kMixtures = 60;

Result<Verdict> option_values(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  std::size_t count = 0;
  for (const auto& option : driver.driver().options)
    for (const auto& value : values_of(option)) {
      std::string refused;
      const auto input = with_option(usual, option, value);
      MYDOCKER_CHECK(plan_or_refuse(probe, input, refused));
      ++count;
      // The error must name the option. For an option with choices it may name the other option of
      // a contradiction, so the value is accepted too.
      if (refused.empty() || refused.find(option.key) != std::string::npos ||
          (!value.empty() && refused.find(value) != std::string::npos))
        continue;
      return fail("a refusal of " + input.what + " that names it", base::quoted(refused));
    }
  return pass(std::to_string(count) + " values");
}

Result<Verdict> option_mixtures(const DriverUnderTest& driver) {
  const auto& options = driver.driver().options;
  if (options.empty()) return skip("it has no options");
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  std::mt19937_64 random(driver.seed);
  for (int i = 0; i < kMixtures; ++i) {
    std::string refused;
    MYDOCKER_CHECK(plan_or_refuse(probe, with_mixture(usual, options, random), refused));
  }
  return pass("seed " + std::to_string(driver.seed));
}

// Only a host that does not check options would send these values. Any plan is accepted, but the
// driver must reply.
Result<Verdict> wild_options(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  auto options = driver.driver().options;
  options.emplace_back().key = "no-such-option";
  for (const auto& option : options)
    for (const std::string value :
         {"", "-1", "not a number", "99999999999999999999", "a\nb", "/"}) {
      const auto input = with_option(usual, option, value);
      const auto reply = probe.call(documents::encode(network_request(input)));
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

}  // namespace mydocker::conformance

// P: options, one by one, in any mixture, and such as nobody should give.
#include <algorithm>
#include <random>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/option_wishes.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/words.hpp"

namespace mydocker::conformance {
namespace {

constexpr int kMixtures = 60;

Result<Verdict> option_values(const Subject& subject) {
  MYDOCKER_TRY(const auto planner, Planner::load(subject));
  MYDOCKER_TRY(const auto usual, usual_wish(subject));
  std::size_t count = 0;
  for (const auto& option : subject.driver().options)
    for (const auto& value : values_of(option)) {
      std::string refused;
      const auto wish = with_option(usual, option, value);
      MYDOCKER_CHECK(plan_or_refuse(planner, wish, refused));
      ++count;
      // A choice that contradicts another names one of the two; of the values of other types the
      // user must learn which one is meant.
      if (refused.empty() || refused.find(option.key) != std::string::npos ||
          (!value.empty() && refused.find(value) != std::string::npos))
        continue;
      return fail("a refusal of " + wish.what + " that names it", base::quoted(refused));
    }
  return pass(std::to_string(count) + " values");
}

Result<Verdict> option_mixtures(const Subject& subject) {
  const auto& options = subject.driver().options;
  if (options.empty()) return skip("it has no options");
  MYDOCKER_TRY(const auto planner, Planner::load(subject));
  MYDOCKER_TRY(const auto usual, usual_wish(subject));
  std::mt19937_64 random(subject.seed);
  for (int i = 0; i < kMixtures; ++i) {
    std::string refused;
    MYDOCKER_CHECK(plan_or_refuse(planner, with_mixture(usual, options, random), refused));
  }
  return pass("seed " + std::to_string(subject.seed));
}

// What only a host that does not check options would hand on: the plan may be anything, an answer
// must come.
Result<Verdict> wild_options(const Subject& subject) {
  MYDOCKER_TRY(const auto planner, Planner::load(subject));
  MYDOCKER_TRY(const auto usual, usual_wish(subject));
  auto options = subject.driver().options;
  options.emplace_back().key = "no-such-option";
  for (const auto& option : options)
    for (const std::string value :
         {"", "-1", "not a number", "99999999999999999999", "a\nb", "/"}) {
      const auto wish = with_option(usual, option, value);
      const auto reply = planner.ask(documents::encode(network_request(wish)));
      if (!reply) return fail("an answer to " + wish.what, reply.error().message());
      const auto plan = documents::decode_plan_reply(*reply);
      if (!plan && plan.error().message().starts_with("the driver threw"))
        return fail("an error for " + wish.what, plan.error().message());
    }
  return pass();
}

constexpr Check kOptionCheckTable[] = {
    {"P17", Level::plan, "option-values",
     "every value that the schema allows is planned, or refused by an error that names it",
     "refuse with invalid_argument and the option's key", option_values},
    {"P18", Level::plan, "option-mixtures",
     "any mixture of allowed options is planned, or refused so that a user understands it",
     "run with the same --seed to see it again", option_mixtures},
    {"P19", Level::plan, "wild-options",
     "values that the schema does not allow, and options that it does not have, do no harm",
     "read options with Options::number() and its like", wild_options},
};

}  // namespace

const std::span<const Check> kOptionChecks = kOptionCheckTable;

}  // namespace mydocker::conformance

// P: options, one by one, in any mixture, and such as nobody should give.
#include <algorithm>
#include <random>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/conformance/words.hpp"

namespace mydocker::conformance {
namespace {

constexpr int kMixtures = 60;

// Values that the schema allows, the extreme ones first.
std::vector<std::string> values_of(const ManifestOption& option) {
  switch (option.type) {
    case OptionType::flag:
      return {"true", "false"};
    case OptionType::number:
      if (option.min == 0 && option.max == 0) return {"1", "0", "1000"};
      return {std::to_string(option.min), std::to_string(option.max)};
    case OptionType::address:
      return {"10.77.0.9", "fd00:77::9"};
    case OptionType::prefix:
      return {"10.78.0.0/24", "fd00:78::/64"};
    case OptionType::mac:
      return {"02:4d:00:00:00:09"};
    case OptionType::link:
      return {kOutsideLink, "no-such-link"};
    case OptionType::text:
      break;
  }
  if (!option.choices.empty()) return option.choices;
  return {"word", "two words", std::string(100, 'x')};
}

Wish with_option(Wish wish, const ManifestOption& option, const std::string& value) {
  Options& options =
      option.scope == OptionScope::network ? wish.network.options : wish.endpoint.options;
  auto values = options.values();
  values[option.key] = value;
  options = Options(values);
  if (option.type == OptionType::link && value == kOutsideLink && wish.host.default_route)
    wish.host.links.push_back(*wish.host.default_route);
  wish.what = "option " + base::quoted(option.key + "=" + value);
  return wish;
}

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
    Wish wish = usual;
    std::string what;
    for (const auto& option : options) {
      if (random() % 2 == 0) continue;
      const auto values = values_of(option);
      wish = with_option(std::move(wish), option, values[random() % values.size()]);
      what += (what.empty() ? "" : ", ") + wish.what;
    }
    std::string refused;
    wish.what = what;
    MYDOCKER_CHECK(plan_or_refuse(planner, wish, refused));
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

constexpr Check kChecks[] = {
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

const std::span<const Check> kOptionChecks = kChecks;

}  // namespace mydocker::conformance

// P: an option that is offered means something.
#include <algorithm>
#include <random>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/option_wishes.hpp"
#include "runtime/conformance/planner.hpp"
#include "runtime/conformance/words.hpp"

namespace mydocker::conformance {
namespace {

constexpr int kUnreadMixtures = 20;

// Wishes in which there is something to do for as many options as possible.
std::vector<Wish> rich_wishes(const Subject& subject, Wish wish) {
  std::vector<std::string> subnets;
  if (has_addresses(subject)) subnets.emplace_back("10.77.0.0/24");
  if (has_ipv6(subject)) subnets.emplace_back("fd00:77::/64");
  wish = with_subnets(std::move(wish), subnets);
  if (has_ports(subject)) wish.endpoint.ports.push_back({Protocol::tcp, std::nullopt, 8080, 80, 1});
  std::vector<Wish> all{wish};
  std::mt19937_64 random(subject.seed);
  for (int i = 0; i < kUnreadMixtures; ++i)
    all.push_back(with_mixture(wish, subject.driver().options, random));
  return all;
}

// Whether a value gives another plan, or a refusal, than another value or none does.
bool matters(const Planner& planner, const ManifestOption& option, const Wish& wish) {
  auto without = wish;
  auto& options =
      option.scope == OptionScope::network ? without.network.options : without.endpoint.options;
  auto values = options.values();
  values.erase(option.key);
  options = Options(values);
  const auto plan = text_of(planner, without);
  return std::ranges::any_of(values_of(option), [&](const std::string& value) {
    auto with = with_option(without, option, value);
    with.what = wish.what;  // which stands in refusals
    return text_of(planner, with) != plan;
  });
}

// What the core reads itself (driver_info.hpp), and what names a link that may be nobody's.
bool is_for_the_core(const ManifestOption& option) {
  return option.type == OptionType::link || option.key == "container-interface-prefix";
}

Result<Verdict> unread_options(const Subject& subject) {
  MYDOCKER_TRY(const auto planner, Planner::load(subject));
  MYDOCKER_TRY(const auto usual, usual_wish(subject));
  const auto wishes = rich_wishes(subject, usual);
  std::vector<std::string> unread;
  for (const auto& option : subject.driver().options) {
    if (is_for_the_core(option)) continue;
    const auto reads = [&](const Wish& wish) { return matters(planner, option, wish); };
    if (std::ranges::none_of(wishes, reads)) unread.push_back(option.key);
  }
  if (unread.empty()) return pass();
  return warn("no value of " + some_of(unread) + " changes a plan");
}

constexpr Check kUnreadCheckTable[] = {
    {"P35", Level::plan, "unread-options", "every option has a value that changes some plan",
     "read it by its key as the manifest has it, or leave it out", unread_options},
};

}  // namespace

const std::span<const Check> kUnreadChecks = kUnreadCheckTable;

}  // namespace mydocker::conformance

// The checks of NftRules, which contain a driver's own nftables rules.
#include <limits>

#include "runtime/plan/resource_validation.hpp"

namespace mydocker::plan {
namespace {

constexpr std::size_t kMostRules = 100;

Result<void> check_prefix(const std::optional<IpPrefix>& prefix, std::optional<Family>& family) {
  if (!prefix) return {};
  if (prefix->has_host_bits())
    return refused("the prefix " + prefix->text() + " has host bits set");
  if (family && *family != prefix->address.family())
    return refused("its addresses belong to two address families");
  family = prefix->address.family();
  return {};
}

Result<void> check_ports(const NftRule& rule) {
  if (rule.count == 0) return refused("it has no port");
  if (rule.port == 0) return rule.count == 1 ? Result<void>() : refused("it has no first port");
  if (!rule.protocol) return refused("a port needs a protocol");
  constexpr int kLastPort = std::numeric_limits<std::uint16_t>::max();
  return rule.port + rule.count - 1 <= kLastPort ? Result<void>()
                                                 : refused("its ports end after 65535");
}

Result<void> check_neighbour(const NftRule& rule, NftHook hook) {
  if (!rule.neighbour) return {};
  if (hook != NftHook::bridge)
    return refused("only a rule with the hook bridge can match requests for a MAC");
  const NftRule alone{
      .direction = rule.direction, .neighbour = rule.neighbour, .verdict = rule.verdict};
  return rule == alone ? Result<void>()
                       : refused("a rule for MAC requests can have no other condition");
}

Result<void> check_rule_of(const NftRule& rule, NftHook hook) {
  if (hook == NftHook::input && rule.direction == NftRule::Direction::to)
    return refused("packets to the host itself do not leave through the link");
  MYDOCKER_CHECK(check_neighbour(rule, hook));
  auto family = rule.family;
  MYDOCKER_CHECK(check_prefix(rule.source, family));
  MYDOCKER_CHECK(check_prefix(rule.target, family));
  return check_ports(rule);
}

}  // namespace

Result<void> check_rules(const NftRules& rules, const PlanScope& scope) {
  MYDOCKER_CHECK(scope.known(Place::host, rules.link));
  if (rules.rules.empty()) return refused("it has no rules");
  if (rules.rules.size() > kMostRules)
    return refused("it has " + std::to_string(rules.rules.size()) + " rules, more than " +
                   std::to_string(kMostRules));
  for (std::size_t i = 0; i < rules.rules.size(); ++i)
    MYDOCKER_CHECK(
        check_rule_of(rules.rules[i], rules.hook).within("rule " + std::to_string(i + 1)));
  return {};
}

}  // namespace mydocker::plan

#include "runtime/plan/plan_scope.hpp"

#include <algorithm>

namespace mydocker::plan {
namespace {

constexpr std::uint32_t kSmallestMtu = 68;  // RFC 791
constexpr std::uint32_t kLargestMtu = 65535;

}  // namespace

Error refused(std::string why) { return {ErrorKind::driver, std::move(why)}; }

Result<void> check_mtu(std::uint32_t mtu) {
  if (mtu == 0 || (mtu >= kSmallestMtu && mtu <= kLargestMtu)) return {};
  return refused("the mtu " + std::to_string(mtu) + " is not between 68 and 65535");
}

Result<void> PlanScope::known(Place place, const std::string& link) const {
  MYDOCKER_CHECK(check_link_name(link));
  if (links_.contains((place == Place::host ? "host " : "container ") + link)) return {};
  return refused("the link \"" + link + "\" does not belong to this network");
}

bool PlanScope::is_own(const IpPrefix& prefix) const {
  return std::ranges::any_of(rules_.subnets,
                             [&prefix](const IpPrefix& subnet) { return subnet.contains(prefix); });
}

bool PlanScope::is_allowed(const IpPrefix& prefix) const {
  const auto holds = [&prefix](const IpPrefix& asked) { return asked.contains(prefix); };
  return is_own(prefix) || std::ranges::any_of(rules_.requested, holds);
}

Result<void> PlanScope::own_address(const IpAddress& address) const {
  const auto holds = [&address](const IpPrefix& subnet) { return subnet.contains(address); };
  if (std::ranges::any_of(rules_.subnets, holds)) return {};
  return refused("the address " + address.text() + " is not inside a subnet of this network");
}

Result<void> PlanScope::may_route(const IpPrefix& prefix) const {
  if (is_allowed(prefix)) return {};
  return refused(
      "a driver can direct packets of the host to prefixes of its network and to those that the "
      "user named, not to " +
      prefix.text());
}

}  // namespace mydocker::plan

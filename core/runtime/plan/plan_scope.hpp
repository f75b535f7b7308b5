// What a plan may refer to: the links, prefixes and addresses of its network, and those that the
// user named.
//
// Main entry point: PlanScope. Example:
//   MYDOCKER_CHECK(scope.known(Place::host, "testnet"));
#pragma once

#include <set>
#include <string>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/plan/plan_check.hpp"

namespace mydocker::plan {

// The errors have the kind driver. Both references must outlive the object.
class PlanScope {
 public:
  // `links` are in the format of own_links().
  PlanScope(const PlanRules& rules, const std::set<std::string>& links)
      : rules_(rules), links_(links) {}

  [[nodiscard]] const PlanRules& rules() const { return rules_; }
  [[nodiscard]] const std::set<std::string>& links() const { return links_; }

  // Checks that the link is one of the plan, or of the network's plan.
  Result<void> known(Place place, const std::string& link) const;
  // Returns whether the prefix is inside a subnet of the network.
  [[nodiscard]] bool is_own(const IpPrefix& prefix) const;
  // Returns whether the prefix is inside a subnet of the network or a prefix that the user named.
  [[nodiscard]] bool is_allowed(const IpPrefix& prefix) const;
  // Checks that the address is inside a subnet of the network.
  Result<void> own_address(const IpAddress& address) const;
  // A route of the host, and the prefix of an address of the host, direct the host's own packets.
  Result<void> may_route(const IpPrefix& prefix) const;

 private:
  const PlanRules& rules_;
  const std::set<std::string>& links_;
};

// An error of kind driver with this reason.
Error refused(std::string why);

// Checks that the MTU is 0 or between 68 and 65535 bytes.
Result<void> check_mtu(std::uint32_t mtu);

}  // namespace mydocker::plan

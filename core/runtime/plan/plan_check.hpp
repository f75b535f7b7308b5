// Checks a driver's plan before the core uses it. A plan is checked as strictly as input of a user.
//
// Main entry point: check_plan(). Example:
//   MYDOCKER_CHECK(check_plan(plan, {.kinds = manifest.resources, .subnets = subnets}));
#pragma once

#include <set>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::plan {

// The limits for one plan. Empty lists allow nothing.
struct PlanRules {
  std::vector<std::string> kinds;    // the resource kinds that the manifest declares
  std::vector<IpPrefix> subnets;     // the subnets of the network
  std::set<std::string> host_links;  // links of the network's plan, filled for an endpoint's plan
  bool endpoint = false;  // true: the plan may have resources in a container, because it is the
                          // plan of an endpoint
  std::vector<PortView> ports;          // the ports that the user publishes
  std::string advertised_link{};        // HostFacts::advertised_link
  std::set<std::string> named_links{};  // links that the user's options name
  std::vector<IpPrefix> requested{};    // other prefixes that the user named
  std::vector<std::string> ids{};  // ids of the network and the endpoint, for the names of services
};

// Checks the names, sizes, references and settings of the plan. An error of kind driver names the
// plan entry and the reason. After a successful check, each text of the plan is safe in a shell
// line and in an nftables ruleset.
Result<void> check_plan(const Plan& plan, const PlanRules& rules);

// The objects that a plan may refer to: links, prefixes and addresses. They belong to the network,
// or the user has named them. The errors have the kind driver. Both references must outlive the
// object.
class PlanScope {
 public:
  // The strings in `links` have the format of own_links(): "host NAME" or "container NAME".
  PlanScope(const PlanRules& rules, const std::set<std::string>& links)
      : rules_(rules), links_(links) {}

  [[nodiscard]] const PlanRules& rules() const { return rules_; }
  [[nodiscard]] const std::set<std::string>& links() const { return links_; }

  // Checks that the link belongs to the plan, or to the network's plan.
  Result<void> known(Place place, const std::string& link) const;
  // Returns whether the prefix is inside a subnet of the network.
  [[nodiscard]] bool is_own(const IpPrefix& prefix) const;
  // Returns whether the prefix is inside a subnet of the network or a prefix that the user named.
  [[nodiscard]] bool is_allowed(const IpPrefix& prefix) const;
  // Checks that the address is inside a subnet of the network.
  Result<void> own_address(const IpAddress& address) const;
  // Checks a prefix that the plan uses in a route or an address of the host. Packets of the host
  // itself to this prefix then go to the network.
  Result<void> may_route(const IpPrefix& prefix) const;

 private:
  const PlanRules& rules_;
  const std::set<std::string>& links_;
};

// Returns an error of kind driver with `why` as its message.
Error refused(std::string why);

// Checks that the MTU is 0 or between 68 and 65535 bytes.
Result<void> check_mtu(std::uint32_t mtu);

}  // namespace mydocker::plan

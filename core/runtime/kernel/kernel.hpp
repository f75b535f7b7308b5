// The interface to Linux: observe, create, bring up and destroy one resource at a time.
//
// LinuxKernel changes the real kernel, and FakeKernel of the tests works in memory. Both pass the
// same contract tests. This module does not order steps and stores no state. It does not know
// networks and drivers. Custom resources are not supported here: the driver's handler changes them.
//
// Main entry point: open_linux_kernel() in linux_kernel.hpp. Example:
//   MYDOCKER_TRY(auto kernel, open_linux_kernel(host, &container));
//   MYDOCKER_CHECK(kernel->create(Bridge{.name = "web"}));
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/link_group.hpp"
#include "runtime/base/observation.hpp"
#include "runtime/firewall/elements.hpp"

namespace mydocker::kernel {

using base::Observation;
using base::State;

// The hook of a base chain of nft(8). The order is the order in which a packet passes the hooks.
enum class ChainHook : std::uint8_t { ingress, prerouting, forward, postrouting, egress };

// A chain of another program that certainly drops packets of the network.
struct DroppingChain {
  std::string family;  // a word of nft(8): "ip", "ip6", "inet", "bridge" or "netdev"
  std::string name;    // the table and the chain: "filter FORWARD"
  ChainHook hook = ChainHook::forward;
  // Whether the chain drops replies before conntrack has seen them. Then no nftables rule can
  // recognize the replies by the state "established".
  bool drops_unknown_replies = false;
  // "iptables-legacy" or "ip6tables-legacy" if nft(8) does not show the chain; otherwise empty.
  std::string legacy_tool{};
};

// A chain of another program that sends packets for a published port to another address.
struct PortTranslation {
  std::string chain;  // name such as "ip nat PREROUTING"
  PortView port;
  std::string remove;  // the command that removes the rule
};

// The rules of other programs that stop the traffic of a network.
struct ForeignRules {
  std::vector<DroppingChain> dropping{};
  std::vector<PortTranslation> translations{};
};

// The rules of other programs that a caller looks for.
struct RuleSearch {
  std::string link;               // link of the network
  std::string uplink;             // link of the default route; empty: there is none
  std::vector<IpPrefix> subnets;  // subnets of the network
  std::vector<PortView> ports;    // ports that are published on the host
};

// Access to the host's namespace and, if there is one, to one container's namespace. An object is
// used by one thread at a time. Error messages contain the kernel's reason.
class Kernel {
 public:
  virtual ~Kernel() = default;

  // Compares the resource with the kernel. Changes nothing.
  virtual Result<Observation> observe(const Resource& resource) = 0;

  // Creates the resource. On failure, nothing of it remains. An error of kind already_exists: the
  // resource exists already. Sysctls, the loopback device, the firewall tables and anti-spoofing
  // give no such error: they are changed to the described state. Does nothing for adopted links.
  virtual Result<void> create(const Resource& resource) = 0;

  // Observes each resource. All published ports are observed with one request.
  virtual Result<std::vector<Observation>> observe_all(std::span<const Resource> resources) {
    std::vector<Observation> observations;
    for (const auto& resource : resources) {
      MYDOCKER_TRY(auto one, observe(resource));
      observations.push_back(std::move(one));
    }
    return observations;
  }

  // Creates adjacent resources of a plan, in order. Published ports become one change, which the
  // kernel applies completely or not at all. The IP configuration of a container becomes one
  // request. After an error, a part of this configuration may exist.
  virtual Result<void> create_all(std::span<const Resource> resources) {
    for (const auto& resource : resources) MYDOCKER_CHECK(create(resource));
    return {};
  }

  // Creates or completes the firewall tables, together with the set elements of `resources` and
  // `more`. This is one nftables transaction, so the tables never exist without these elements.
  // Elements of other resources stay, unless they conflict. Error already_exists: a table with the
  // same name belongs to another program.
  virtual Result<void> restore_firewall(std::span<const Resource> resources,
                                        std::span<const firewall::Element> more) = 0;

  // Does the same as restore_firewall(), but with new tables. So elements of other resources are
  // removed.
  virtual Result<void> replace_firewall(std::span<const Resource> resources,
                                        std::span<const firewall::Element> more) {
    MYDOCKER_CHECK(destroy(Firewall{}));
    return restore_firewall(resources, more);
  }

  // Returns another run directory that owns the firewall tables. Empty: no other run directory owns
  // them.
  virtual Result<std::string> other_owner_of_firewall() { return std::string(); }

  // Returns what is wrong with the chains of the firewall tables. For example, rules are missing,
  // or another program has created chains, such as those of a saved ruleset. Empty: nothing is
  // wrong, or there are no tables.
  virtual Result<std::string> firewall_drift() { return std::string(); }
  // Returns the NftRules of the host that this run directory owns. Their rules are not filled.
  virtual Result<std::vector<Resource>> driver_rules() { return std::vector<Resource>(); }
  // Returns whether destroy() did not find an nftables set element that it had to delete. Also true
  // if the element had another value. In both cases another program has changed the tables.
  virtual Result<bool> has_missed_element() { return false; }

  // Blocks traffic between links of other programs. It is called before mydocker turns a forwarding
  // switch on, such as net.ipv4.ip_forward. Does nothing if this switch was on, or without the
  // firewall tables.
  virtual Result<void> block_transit(const base::ForwardingRecord& /*record*/) { return {}; }
  // Allows the traffic again that block_transit() has blocked. Succeeds if it is not blocked.
  virtual Result<void> allow_transit(const base::ForwardingRecord& /*record*/) { return {}; }
  // Returns the name of a link of another program that was created after the forwarding record.
  // Empty: there is no such link.
  virtual Result<std::string> link_since(const base::ForwardingRecord& /*record*/) {
    return std::string();
  }

  // Returns the rules of other programs that stop the traffic of a network (foreign_rules.hpp).
  virtual Result<ForeignRules> foreign_rules(const RuleSearch& /*search*/) {
    return ForeignRules();
  }

  // Changes an existing resource to the described state, without removing a link. Call it only
  // after observe() has returned `in_place`. `found` is Observation::value of this observation.
  virtual Result<void> update(const Resource& resource, const std::string& found) = 0;

  // Runs after all resources of the plan were created. It brings links up: a Link, and the host's
  // link of a Veth. It announces the addresses of the container's link (Veth, Macvlan), if the
  // link's settings say so. It creates a permanent Neighbour of the container's link again, because
  // the announcement makes the kernel forget the entry. It adds the filters of an isolated network
  // to the links of a Custom resource. It does nothing for other resources.
  virtual Result<void> bring_up(const Resource& resource) = 0;

  // Removes the resource. Succeeds if it does not exist. An error of kind already_exists: a link
  // does not have mydocker's marks, so it is not deleted. Does nothing for adopted links and most
  // sysctls. A loopback device is set down (only in a rollback).
  virtual Result<void> destroy(const Resource& resource) = 0;

  // Removes adjacent resources of a plan, in order. Continues after a failure and returns the first
  // error. All published ports are removed in one change, completely or not at all.
  virtual Result<void> destroy_all(std::span<const Resource> resources) {
    Result<void> first;
    for (const auto& resource : resources) {
      auto destroyed = destroy(resource);
      if (first.ok()) first = std::move(destroyed);
    }
    return first;
  }
};

// Returns whether the resource is an address, a route or a routing rule in the container. A route
// with several next hops is not included.
bool is_ip_configuration(const Resource& resource);

// The link group that marks every managed link. The second mark is the MAC prefix in net_types.hpp.
inline constexpr std::uint32_t kLinkGroup = base::kLinkGroup;

}  // namespace mydocker::kernel

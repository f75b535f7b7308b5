// The interface to Linux: observe, create, bring up and destroy one resource at a time.
//
// LinuxKernel changes the real kernel, and FakeKernel of the tests works in memory. Both pass the
// same contract tests. This module does not order steps, store state, or know networks and drivers.
// Custom resources are not supported here: the driver's handler changes them.
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
#include "runtime/base/link_group.hpp"
#include "runtime/base/observation.hpp"
#include "runtime/firewall/elements.hpp"

namespace mydocker::kernel {

using base::Observation;
using base::State;

// The place of a base chain in the way of a packet (nft(8)).
enum class ChainHook : std::uint8_t { ingress, prerouting, input, forward, postrouting };

// A chain of another program that drops packets, and has no rule that lets those of the network's
// link pass.
struct DroppingChain {
  std::string name;  // "ip filter FORWARD"; it begins with the family of nft(8)
  ChainHook hook = ChainHook::forward;
  std::string legacy_tool{};  // "iptables-legacy": nft(8) does not show the chain; or empty
};

// A chain of another program that sends packets to a published port somewhere else.
struct PortTranslation {
  std::string chain;  // "ip nat PREROUTING"
  PortView port;
  std::string remove;  // the command that removes the rule
};

// The rules of other programs that stop the traffic of a network.
struct ForeignRules {
  std::vector<DroppingChain> dropping{};
  std::vector<PortTranslation> translations{};
};

// What is looked for in the rules of other programs.
struct RuleSearch {
  std::string link;              // of the network
  std::vector<Family> families;  // of its addresses
  std::vector<PortView> ports;   // published on the host
};

// Access to the host's namespace and, if there is one, to one container's namespace.
// An object is used by one thread at a time. Errors name what went wrong in the kernel.
class Kernel {
 public:
  virtual ~Kernel() = default;

  // Compares the resource with the kernel. Changes nothing.
  virtual Result<Observation> observe(const Resource& resource) = 0;

  // Creates the resource. On failure, nothing of it remains.
  // An error of kind already_exists: it exists already. A sysctl, a loopback device, the firewall
  // tables and anti-spoofing are changed to the described state instead. Does nothing for adopted
  // links.
  virtual Result<void> create(const Resource& resource) = 0;

  // Observes each resource. Those of published ports are one request.
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
  // request: after an error, a part of it may exist.
  virtual Result<void> create_all(std::span<const Resource> resources) {
    for (const auto& resource : resources) MYDOCKER_CHECK(create(resource));
    return {};
  }

  // Creates or completes the tables of the firewall together with the elements of `resources` and
  // `more`, in one nftables transaction. There is no moment at which the tables exist without these
  // elements. Elements of other resources stay, unless they conflict. already_exists: a table of
  // that name is not ours.
  virtual Result<void> restore_firewall(std::span<const Resource> resources,
                                        std::span<const firewall::Element> more) = 0;

  // The same with new tables: elements of other resources are removed.
  virtual Result<void> replace_firewall(std::span<const Resource> resources,
                                        std::span<const firewall::Element> more) {
    MYDOCKER_CHECK(destroy(Firewall{}));
    return restore_firewall(resources, more);
  }

  // Returns the run directory that owns the firewall tables, if it is another one. Empty: it is
  // not.
  virtual Result<std::string> other_owner_of_firewall() { return std::string(); }

  // Returns what is wrong with the chains of the firewall tables: missing rules, or chains of
  // another program, such as those of a saved ruleset. Empty: nothing, or there are no tables.
  virtual Result<std::string> firewall_drift() { return std::string(); }
  // Returns the NftRules of the host that this run directory owns, without their rules.
  virtual Result<std::vector<Resource>> driver_rules() { return std::vector<Resource>(); }
  // Whether an element of the firewall that destroy() was to delete was missing or had another
  // value. Then another program has changed the tables.
  virtual Result<bool> has_missed_element() { return false; }

  // The rules of other programs that stop the traffic of a network (foreign_rules.hpp).
  virtual Result<ForeignRules> foreign_rules(const RuleSearch& /*search*/) {
    return ForeignRules();
  }

  // Changes an existing resource to the described state, without removing a link. Only after
  // observe() has returned `in_place`. `found` is the value that it returned.
  virtual Result<void> update(const Resource& resource, const std::string& found) = 0;

  // Runs after all resources of the plan were created. It brings links up: a Link, and the host's
  // link of a Veth. It announces the addresses of the container's link (Veth, Macvlan), if the
  // link's settings say so. It creates a permanent Neighbour of the container's link again, because
  // the announcement makes the kernel forget it. It adds the filters of an isolated network to the
  // links of a Custom resource. Other resources need nothing.
  virtual Result<void> bring_up(const Resource& resource) = 0;

  // Removes the resource. Succeeds if it does not exist.
  // An error of kind already_exists: a link does not have mydocker's marks, so it is not deleted.
  // Does nothing for adopted links and most sysctls. For a forwarding switch whose value is its
  // record, removes the elements that block transit. A loopback device goes down (only for a
  // rollback).
  virtual Result<void> destroy(const Resource& resource) = 0;

  // Removes adjacent resources, in order. Continues after a failure and returns the first error.
  // Published ports become one change.
  virtual Result<void> destroy_all(std::span<const Resource> resources) {
    Result<void> first;
    for (const auto& resource : resources) {
      auto destroyed = destroy(resource);
      if (first.ok()) first = std::move(destroyed);
    }
    return first;
  }
};

// Returns true for an address, a route or a rule in the container.
bool is_ip_configuration(const Resource& resource);

// The link group that marks every managed link. The second mark is the MAC prefix in net_types.hpp.
inline constexpr std::uint32_t kLinkGroup = base::kLinkGroup;

}  // namespace mydocker::kernel

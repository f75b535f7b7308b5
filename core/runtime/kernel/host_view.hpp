// Reads the host's links, addresses and routes, for planning and address management.
//
// Main entry point: open_linux_host_view() in linux_kernel.hpp. Example:
//   MYDOCKER_TRY(auto view, open_linux_host_view(host));
//   MYDOCKER_TRY(auto prefixes, view->host_prefixes());
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/host_facts.hpp"
#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"

namespace mydocker::kernel {

// A routing rule of another program that refuses packets of a network.
struct RefusingRule {
  std::string text;    // the rule in the words of ip-rule(8): "from 10.9.0.0/24 blackhole"
  std::string remove;  // the command that removes it
};

// A prefix that the host uses. `link` is an index, not a name, because reading a name costs a
// request. A host can have thousands of links, and messages show few of them.
struct HostPrefix {
  IpPrefix prefix;
  int link = 0;  // index of the link; 0: a route without a link, such as blackhole
  std::optional<IpPrefix> address{};  // the host's address in the prefix; empty for a route
  // Whether packets to a part of the prefix can be sent elsewhere: the route has a gateway, or
  // leads into a tunnel. False for an address of the host, and for the route that the kernel adds
  // for it. False for other on-link prefixes too, and for routes of the table `local`.
  bool is_route = false;
  std::uint32_t table = 0;  // routing table of a route; 0: the main table, or no route
};

// One default route of the host.
struct DefaultRoute {
  std::string link{};
  std::uint32_t metric = 0;  // metric of the route; IPv4 allows 0
  std::optional<IpAddress> via{};
};

// A link, and whether it has the mark of mydocker (base/link_group.hpp).
struct HostLink {
  LinkFact fact;
  bool managed = false;
};

// Read access to one network namespace. The errors are those of the netlink requests.
class HostView {
 public:
  virtual ~HostView() = default;
  // Returns the link `name`, or nullopt. Sends one request, and reads no list of all links.
  virtual Result<std::optional<LinkFact>> link(const std::string& name) = 0;
  // Returns false if the link is up, but its other end is not connected. Returns true if the link
  // does not exist.
  virtual Result<bool> has_carrier(const std::string& name) = 0;
  // Returns whether the link has the mark of mydocker (base/link_group.hpp). False if the link does
  // not exist.
  virtual Result<bool> is_managed(const std::string& name) = 0;
  // Returns the results of link() and is_managed() in one struct. Returns nothing if the link does
  // not exist.
  virtual Result<std::optional<HostLink>> find(const std::string& name) {
    MYDOCKER_TRY(auto found, link(name));
    if (!found) return std::optional<HostLink>();
    MYDOCKER_TRY(const bool managed, is_managed(name));
    return std::optional(HostLink{*std::move(found), managed});
  }
  // Returns the link of the main table's default route, or nullopt. IPv4 comes before IPv6.
  virtual Result<std::optional<LinkFact>> default_route() = 0;
  // Returns the main table's default routes of the family, with one request.
  virtual Result<std::vector<DefaultRoute>> default_routes(Family family) = 0;
  // Returns whether the kernel supports IPv6 (/proc/sys/net/ipv6 exists).
  virtual bool has_ipv6() = 0;
  // Returns HostFacts::advertised_link. Only for the namespace of this process.
  virtual Result<std::string> advertised_link() = 0;
  // Returns the prefixes of the addresses of all links, and the destinations of the routes of all
  // tables. Default and half-default routes (0/1, 128/1, 2000::/3) are left out. Loopback,
  // link-local and multicast prefixes are left out too. If the kernel's list changes while it is
  // read, it is read again.
  virtual Result<std::vector<HostPrefix>> host_prefixes() = 0;
  // Returns only the prefixes that overlap one of `wanted`. This is much faster if the host has
  // many addresses.
  virtual Result<std::vector<HostPrefix>> host_prefixes_overlapping(
      const std::vector<IpPrefix>& wanted);
  // Returns the name of the link with this index. Empty: there is no such link.
  virtual std::string link_name(int index) = 0;
  // Returns the link through which the host sends packets to the address. Empty: the host has no
  // route.
  virtual std::string link_towards(const IpAddress& address) = 0;
  // Returns whether the kernel treats packets to the address as broadcasts on one of its links.
  virtual bool is_broadcast(const IpAddress& /*address*/) { return false; }
  // Returns whether the link has the mark of mydocker, and its peer is in a namespace that still
  // exists. The kernel removes the link some time after the namespace has ended.
  virtual Result<bool> has_peer(const std::string& name) { return is_managed(name); }
  // Does the same as link_towards() for packets with an address of the host as their source.
  // Routing rules can give them another route.
  virtual std::string link_between(const IpAddress& /*from*/, const IpAddress& to) {
    return link_towards(to);
  }
  // Returns the routing rules that refuse packets of a network (refusing_rules.hpp).
  virtual Result<std::vector<RefusingRule>> refusing_rules(
      const std::string& /*link*/, const std::vector<IpPrefix>& /*prefixes*/) {
    return std::vector<RefusingRule>();
  }
  // Returns HostFacts::kernel_features (feature_probe.hpp). Empty: they are not known.
  virtual Result<std::vector<std::string>> kernel_features() { return std::vector<std::string>(); }
  // Returns whether the host forwards packets of the family that come in through `link`. True if
  // the setting cannot be read. Only for the namespace of this process.
  virtual bool forwards(Family family, const std::string& link) = 0;
};

// Returns a text for messages that says who uses the prefix: `address 10.0.0.1/24 of link "eth0"`,
// or `route 10.8.0.0/16 through link "tun0"`.
std::string holder_text(HostView& host, const HostPrefix& holder);

}  // namespace mydocker::kernel

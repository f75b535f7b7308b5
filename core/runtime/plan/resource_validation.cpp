#include "runtime/plan/resource_validation.hpp"

#include <algorithm>
#include <string_view>

#include "mydocker/detail/visit.hpp"
#include "mydocker/ipam_handler.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/plan_algebra.hpp"
#include "runtime/plan/plan_check.hpp"

namespace mydocker::plan {
namespace {

constexpr std::uint16_t kLargestVlan = 4094;    // limit of IEEE 802.1Q
constexpr std::uint64_t kSmallestRate = 8000;   // one kilobyte per second, as bits per second
constexpr std::uint32_t kSmallestBurst = 1600;  // a packet of an Ethernet link, in bytes

// Checks one resource against the rules. `links` are the links that the resource may refer to. Both
// references must outlive this object.
class ResourceValidation {
 public:
  ResourceValidation(const PlanRules& rules, const std::set<std::string>& links)
      : scope_(rules, links), rules_(rules), links_(links) {}

  Result<void> operator()(const Bridge& bridge) const {
    MYDOCKER_CHECK(check_link_name(bridge.name));
    if (bridge.ownership == Ownership::own) MYDOCKER_CHECK(check_mark(bridge.mac));
    return check_mtu(bridge.mtu);
  }
  Result<void> operator()(const Veth& veth) const {
    if (!rules_.endpoint) return refused("a network's plan cannot have resources in a container");
    MYDOCKER_CHECK(check_link_name(veth.host_link));
    MYDOCKER_CHECK(check_link_name(veth.container_link));
    MYDOCKER_CHECK(check_mark(veth.host_mac));
    if (veth.container_mac.is_zero() || veth.container_mac.is_multicast()) {
      return refused("the MAC " + veth.container_mac.text() + " is not a unicast address");
    }
    if (!veth.master.empty()) MYDOCKER_CHECK(scope_.known(Place::host, veth.master));
    return check_mtu(veth.mtu);
  }
  Result<void> operator()(const Address& address) const {
    if (address.address.length == 0) return refused("an address needs a prefix length");
    if (address.place == Place::host && !is_link_local(address.address.address))
      MYDOCKER_CHECK(scope_.may_route(address.address.network()));
    return scope_.known(address.place, address.link);
  }
  Result<void> operator()(const Route& route) const { return check_route(route, scope_); }
  // Checks a sysctl. A driver may set sysctls of its own links. In a container it may set all
  // sysctls below net/. On the host it may do two more things. It may turn forwarding on. It may
  // set accept_ra of the advertised link to 2, because a forwarding host ignores router
  // advertisements with the value 1 (Documentation/networking/ip-sysctl.rst).
  Result<void> operator()(const Sysctl& sysctl) const {
    if (!is_word(sysctl.name, "/_.-") || sysctl.name.find("..") != std::string::npos) {
      return refused("its name is not a path below /proc/sys");
    }
    if (sysctl.value.empty()) return refused("its value is empty");
    MYDOCKER_CHECK(check_line("its value", sysctl.value));
    if (depends_on(sysctl, links_)) return {};
    if (sysctl.place == Place::host && answers_questions(sysctl)) return {};
    const bool forwarding =
        sysctl.name == "net/ipv4/ip_forward" || sysctl.name == "net/ipv6/conf/all/forwarding";
    if (sysctl.place == Place::host && !forwarding && !keeps_listening(sysctl)) {
      return refused(
          "on the host, a driver can change only forwarding and the settings of its own links");
    }
    if (sysctl.place == Place::host && forwarding && sysctl.value != "1")
      return refused("a driver can only turn the host's forwarding on, with the value 1");
    if (!sysctl.name.starts_with("net/")) return refused("it is not a setting below net/");
    return {};
  }
  Result<void> operator()(const Loopback& /*loopback*/) const { return {}; }
  Result<void> operator()(const Firewall& /*firewall*/) const {
    return refused("only the core can add the firewall tables");
  }
  Result<void> operator()(const Masquerade& masquerade) const {
    if (masquerade.source.has_host_bits()) return refused("the prefix has host bits set");
    if (masquerade.address && masquerade.address->family() != masquerade.source.address.family()) {
      return refused("its address belongs to another address family");
    }
    if (scope_.is_own(masquerade.source)) return {};
    return refused("the prefix is not inside a subnet of this network");
  }
  Result<void> operator()(const Isolation& isolation) const {
    for (const auto& prefix : isolation.peer_prefixes) {
      if (prefix.has_host_bits() || !scope_.is_own(prefix))
        return refused("the prefix " + prefix.text() + " is not inside a subnet of this network");
    }
    return scope_.known(Place::host, isolation.link);
  }
  Result<void> operator()(const ForwardAllow& allow) const {
    if (!allow.from.empty()) MYDOCKER_CHECK(check_link_name(allow.from));
    if (!allow.from.empty() && (allow.family || allow.ping))
      return refused(
          "an exception for one incoming link cannot be limited to one address family or to ping");
    return scope_.known(Place::host, allow.to);
  }
  // Checks that the user published the port. Only the user decides which ports of the host are
  // published.
  Result<void> operator()(const PublishedPort& port) const {
    MYDOCKER_CHECK(scope_.own_address(port.container_address));
    const auto requested = [&port](const PortView& requested_port) {
      return publishes(port, requested_port);
    };
    if (std::ranges::any_of(rules_.ports, requested)) return {};
    return refused("the user did not publish this port");
  }
  Result<void> operator()(const Hairpin& hairpin) const {
    return scope_.known(Place::host, hairpin.link);
  }
  Result<void> operator()(const AntiSpoofing& antispoofing) const {
    for (const auto& address : antispoofing.addresses)
      if (!is_link_local(address)) MYDOCKER_CHECK(scope_.own_address(address));
    if (antispoofing.filter && antispoofing.routed)
      return refused("only a port of a bridge can have a filter");
    return scope_.known(Place::host, antispoofing.link);
  }
  // Checks that the user named the parent. Only the user decides which link is the parent.
  Result<void> operator()(const Macvlan& macvlan) const {
    MYDOCKER_CHECK(check_link_name(macvlan.link));
    MYDOCKER_CHECK(check_link_name(macvlan.parent));
    if (!rules_.named_links.contains(macvlan.parent)) {
      return refused("no option of the user names the link \"" + macvlan.parent + "\"");
    }
    if (macvlan.mode == MacvlanMode::passthru) {
      if (!macvlan.mac.is_zero())
        return refused(
            "in mode passthru the MAC must be empty, because the link has the parent's MAC");
    } else if (macvlan.place == Place::host) {
      MYDOCKER_CHECK(check_mark(macvlan.mac));
    } else if (macvlan.mac.is_zero() || macvlan.mac.is_multicast()) {
      return refused("the MAC " + macvlan.mac.text() + " is not a unicast address");
    }
    return check_mtu(macvlan.mtu);
  }
  Result<void> operator()(const Custom& custom) const {
    if (is_lease(custom)) return refused("only mydocker plans a lease: rename its kind");
    for (const auto& link : custom.links) MYDOCKER_CHECK(check_link_name(link));
    return check_texts(custom);
  }
  Result<void> operator()(const RoutingRule& rule) const { return check_rule(rule, scope_); }
  // Checks a neighbour entry. On a link that the user named, only a proxy for an address of this
  // network is allowed: the host then answers requests for the MAC of this address.
  Result<void> operator()(const Neighbour& neighbour) const {
    if (neighbour.proxy != neighbour.mac.is_zero())
      return refused("a proxy must have no MAC, and a permanent neighbour must have a MAC");
    if (neighbour.mac.is_multicast())
      return refused("the MAC " + neighbour.mac.text() + " is not a unicast address");
    const bool named = rules_.named_links.contains(neighbour.link);
    if (neighbour.place == Place::host && neighbour.proxy && named)
      return scope_.own_address(neighbour.address);
    return scope_.known(neighbour.place, neighbour.link);
  }
  Result<void> operator()(const Fdb& fdb) const {
    if (fdb.mac.is_multicast() || (fdb.mac.is_zero() && !fdb.remote))
      return refused("the MAC " + fdb.mac.text() + " is not a unicast address");
    if (fdb.vlan > kLargestVlan) return refused("its VLAN is not between 1 and 4094");
    if (fdb.vlan != 0 && fdb.remote) return refused("an entry of a VXLAN link cannot have a VLAN");
    return scope_.known(fdb.place, fdb.link);
  }
  Result<void> operator()(const Link& link) const {
    MYDOCKER_CHECK(check_link_name(link.name));
    MYDOCKER_CHECK(check_kind(link));
    if (!link.parent.empty() && !rules_.named_links.contains(link.parent))
      MYDOCKER_CHECK(scope_.known(Place::host, link.parent));
    if (!link.master.empty()) MYDOCKER_CHECK(scope_.known(link.place, link.master));
    if (link.place == Place::host && !link.mac.is_zero()) MYDOCKER_CHECK(check_mark(link.mac));
    if (link.mac.is_multicast())
      return refused("the MAC " + link.mac.text() + " is not a unicast address");
    return check_mtu(link.mtu);
  }
  Result<void> operator()(const Service& service) const {
    return check_service(service, rules_.ids);
  }
  Result<void> operator()(const ServiceFile& file) const {
    return check_service_file(file, rules_.ids);
  }

  Result<void> operator()(const Queue& queue) const {
    const bool is_bucket = queue.kind == QueueKind::tbf || queue.kind == QueueKind::htb;
    if (is_bucket && queue.rate < kSmallestRate)
      return refused("its rate is less than 8000 bits per second");
    if (is_bucket && queue.burst < kSmallestBurst)
      return refused("its burst is less than 1600 bytes");
    if (queue.kind == QueueKind::tbf && queue.limit < queue.burst)
      return refused("its limit is less than its burst");
    if (!queue.ingress_of.empty()) MYDOCKER_CHECK(scope_.known(queue.place, queue.ingress_of));
    return scope_.known(queue.place, queue.link);
  }

  Result<void> operator()(const BridgePort& port) const {
    if (port == BridgePort{.place = port.place, .link = port.link})
      return refused("it has no option");
    if (port.pvid > kLargestVlan) return refused("its VLAN is not between 1 and 4094");
    return scope_.known(port.place, port.link);
  }
  Result<void> operator()(const NftRules& rules) const { return check_rules(rules, scope_); }

 private:
  // Returns whether the sysctl is proxy_ndp, with the value 1, of a link that the user named. An
  // IPv6 proxy on this link needs this setting.
  [[nodiscard]] bool answers_questions(const Sysctl& sysctl) const {
    return sysctl.value == "1" &&
           std::ranges::any_of(rules_.named_links, [&](const std::string& link) {
             return sysctl.name == "net/ipv6/conf/" + link + "/proxy_ndp";
           });
  }
  bool keeps_listening(const Sysctl& sysctl) const {
    return !rules_.advertised_link.empty() && sysctl.value == "2" &&
           sysctl.name == "net/ipv6/conf/" + rules_.advertised_link + "/accept_ra";
  }
  static Result<void> check_mark(const MacAddress& mac) {
    if (mac.bytes[0] == kMacPrefix[0] && mac.bytes[1] == kMacPrefix[1]) return {};
    return refused("the MAC " + mac.text() + " does not have mydocker's prefix: use derived_mac()");
  }

  PlanScope scope_;
  const PlanRules& rules_;
  const std::set<std::string>& links_;
};

}  // namespace

Result<void> check_resource(const Resource& resource, const PlanRules& rules,
                            const std::set<std::string>& links) {
  return detail::visit(ResourceValidation(rules, links), resource);
}

}  // namespace mydocker::plan

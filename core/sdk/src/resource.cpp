#include "mydocker/resource.hpp"

#include "mydocker/detail/visit.hpp"
#include "mydocker/ipam_handler.hpp"

namespace mydocker {
namespace {

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

std::string name_of(Place place) { return place == Place::host ? "host" : "container"; }

// A lease has the id of its endpoint as its name. Users know the container.
std::string custom_text(const Custom& custom) {
  const auto lease = is_lease(custom) ? lease_of(custom).value_or({}) : Lease{};
  return lease.container.empty() ? custom.kind + " " + quoted(custom.name)
                                 : "lease of container " + quoted(lease.container);
}

std::string route_text(const Route& route) {
  std::string text = "route " + route.destination.text();
  if (route.destination.length == 0)
    text = route.destination.address.is_v4() ? "default route" : "default IPv6 route";
  if (route.type != RouteType::unicast) return std::string(name_of(route.type)) + " " + text;
  if (route.via) text += " via " + route.via->text();
  text += route.next_hops.empty() ? " on " + quoted(route.link)
                                  : " by " + std::to_string(route.next_hops.size()) + " next hops";
  return route.table == 0 ? text : text + " in table " + std::to_string(route.table);
}

// Returns "from 192.0.2.7/32 to 198.51.100.0/24", or "from all iif eth0 of IPv6 fwmark 1/255".
std::string match_text(const RoutingRule& rule) {
  std::string text = rule.from ? "from " + rule.from->text() : "from all";
  if (rule.to) text += " to " + rule.to->text();
  if (!rule.iif.empty()) text += " iif " + rule.iif;
  if (rule.family) text += rule.family == Family::v4 ? " of IPv4" : " of IPv6";
  if (rule.fwmask == 0) return text;
  return text + " fwmark " + std::to_string(rule.fwmark) + "/" + std::to_string(rule.fwmask);
}

std::string table_text(std::uint32_t table) { return table == 0 ? "main" : std::to_string(table); }

// Returns "of IPv4 " or "of IPv6 ping ", or an empty text for all packets of both families.
std::string family_text(const ForwardAllow& allow) {
  const std::string ping = allow.ping ? "ping " : "";
  if (!allow.family) return allow.ping ? "of ping " : "";
  return (allow.family == Family::v4 ? "of IPv4 " : "of IPv6 ") + ping;
}

// Returns "8080", or "8080-8089" for ten ports.
std::string numbers_text(std::uint16_t first, std::uint16_t count) {
  std::string text = std::to_string(first);
  return count == 1 ? text : text + "-" + std::to_string(first + count - 1);
}

std::string with_port(const IpAddress& address, const std::string& numbers) {
  return (address.is_v4() ? address.text() : "[" + address.text() + "]") + ":" + numbers;
}

// Returns "198.51.100.1:8080 -> 192.0.2.2:80/tcp". With PortMode::routed, the text is only
// "192.0.2.2:80/tcp".
std::string port_text(const PublishedPort& port) {
  auto inside = with_port(port.container_address, numbers_text(port.container_port, port.count)) +
                "/" + std::string(name_of(port.protocol));
  if (port.mode == PortMode::routed) return inside;
  const auto outside = numbers_text(port.host_port, port.count);
  return (port.host_address ? with_port(*port.host_address, outside) : outside) + " -> " + inside;
}

std::string entry_text(const Neighbour& neighbour) {
  const std::string text = neighbour.proxy ? "proxy neighbour " : "neighbour ";
  return text + neighbour.address.text() + " on " + quoted(neighbour.link);
}

std::string entry_text(const Fdb& fdb) {
  std::string text = "forwarding entry " + fdb.mac.text();
  if (fdb.vlan != 0) text += " vlan " + std::to_string(fdb.vlan);
  text += " on " + quoted(fdb.link);
  return fdb.remote ? text + " to " + fdb.remote->text() : text;
}

// A VXLAN link can have several tunnel endpoints for the zero MAC, but only one for any other MAC.
std::string fdb_identity(const Fdb& fdb) {
  std::string text =
      "fdb " + fdb.mac.text() + " vlan " + std::to_string(fdb.vlan) + " on " + fdb.link;
  return fdb.remote && fdb.mac.is_zero() ? text + " to " + fdb.remote->text() : text;
}

// A host port can be published once. With PortMode::routed, a port can be published once for each
// container address.
std::string port_identity(const PublishedPort& port) {
  std::string identity(name_of(port.protocol));
  const bool v4 = port.container_address.is_v4();
  if (port.mode == PortMode::routed)
    return identity + " routed " +
           with_port(port.container_address, std::to_string(port.container_port));
  return identity + (v4 ? " v4 " : " v6 ") +
         (port.host_address ? port.host_address->text() : "any") + " " +
         std::to_string(port.host_port);
}

}  // namespace

std::string_view name_of(RouteScope scope) {
  constexpr std::string_view kNames[] = {"global", "link", "host"};
  return kNames[static_cast<std::size_t>(scope)];
}

std::string_view name_of(QueueKind kind) {
  constexpr std::string_view kNames[] = {"tbf", "htb", "fq", "fq_codel"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(NftHook hook) {
  constexpr std::string_view kNames[] = {"forward", "input", "bridge"};
  return kNames[static_cast<std::size_t>(hook)];
}

std::string_view name_of(MacvlanMode mode) {
  switch (mode) {
    case MacvlanMode::private_one:
      return "private";
    case MacvlanMode::vepa:
      return "vepa";
    case MacvlanMode::passthru:
      return "passthru";
    case MacvlanMode::bridge:
      break;
  }
  return "bridge";
}

std::string_view kind_of(const Resource& resource) {
  using std::string_view;
  return detail::visit(
      detail::Overload{[](const Bridge&) -> string_view { return "bridge"; },
                       [](const Veth&) -> string_view { return "veth"; },
                       [](const Address&) -> string_view { return "address"; },
                       [](const Route&) -> string_view { return "route"; },
                       [](const Sysctl&) -> string_view { return "sysctl"; },
                       [](const Loopback&) -> string_view { return "loopback"; },
                       [](const Firewall&) -> string_view { return "firewall"; },
                       [](const Masquerade&) -> string_view { return "masquerade"; },
                       [](const Isolation&) -> string_view { return "isolation"; },
                       [](const ForwardAllow&) -> string_view { return "forward-allow"; },
                       [](const PublishedPort&) -> string_view { return "port"; },
                       [](const Hairpin&) -> string_view { return "hairpin"; },
                       [](const AntiSpoofing&) -> string_view { return "antispoofing"; },
                       [](const Macvlan&) -> string_view { return "macvlan"; },
                       [](const Custom&) -> string_view { return "custom"; },
                       [](const RoutingRule&) -> string_view { return "rule"; },
                       [](const Neighbour&) -> string_view { return "neighbour"; },
                       [](const Fdb&) -> string_view { return "fdb"; },
                       [](const Link&) -> string_view { return "link"; },
                       [](const Service&) -> string_view { return "service"; },
                       [](const ServiceFile&) -> string_view { return "service-file"; },
                       [](const Queue&) -> string_view { return "queue"; },
                       [](const BridgePort&) -> string_view { return "bridge-port"; },
                       [](const NftRules&) -> string_view { return "nft-rules"; }},
      resource);
}

std::string describe(const Resource& resource) {
  return detail::visit(
      detail::Overload{
          [](const Bridge& bridge) { return "bridge " + quoted(bridge.name); },
          [](const Veth& veth) {
            return "veth " + quoted(veth.host_link) +
                   (veth.container_link.empty() ? "" : " with peer " + quoted(veth.container_link));
          },
          [](const Address& address) {
            return "address " + address.address.text() + " on " + quoted(address.link);
          },
          [](const Route& route) { return route_text(route); },
          [](const Sysctl& sysctl) {
            return "sysctl " + quoted(sysctl.name) + " = " + quoted(sysctl.value);
          },
          [](const Loopback& loopback) { return "loopback of the " + name_of(loopback.place); },
          [](const Firewall&) {
            return std::string(R"(firewall tables "inet mydocker" and "bridge mydocker")");
          },
          [](const Masquerade& masquerade) {
            return "masquerade of " + masquerade.source.text() +
                   (masquerade.address ? " as " + masquerade.address->text() : "");
          },
          [](const Isolation& isolation) { return "isolation of " + quoted(isolation.link); },
          [](const ForwardAllow& allow) {
            return "forward-allow " + family_text(allow) +
                   (allow.from.empty() ? "" : "from " + quoted(allow.from) + " ") + "to " +
                   quoted(allow.to);
          },
          [](const PublishedPort& port) { return "published port " + port_text(port); },
          [](const Hairpin& hairpin) { return "hairpin of " + quoted(hairpin.link); },
          [](const AntiSpoofing& antispoofing) {
            return "antispoofing of " + quoted(antispoofing.link);
          },
          [](const Macvlan& macvlan) {
            return "macvlan " + quoted(macvlan.link) + " on " + quoted(macvlan.parent);
          },
          [](const Custom& custom) { return custom_text(custom); },
          [](const RoutingRule& rule) {
            return "routing rule " + match_text(rule) + " with table " + table_text(rule.table);
          },
          [](const Neighbour& neighbour) { return entry_text(neighbour); },
          [](const Fdb& fdb) { return entry_text(fdb); },
          [](const Link& link) {
            const std::string text = link.kind + " " + quoted(link.name);
            return link.parent.empty() ? text : text + " on " + quoted(link.parent);
          },
          [](const Service& service) { return "service " + quoted(service.name); },
          [](const ServiceFile& file) {
            return "file " + quoted(file.name) + " of service " + quoted(file.service);
          },
          [](const Queue& queue) {
            return std::string(name_of(queue.kind)) + " queue of " + quoted(queue.link);
          },
          [](const BridgePort& port) { return "options of bridge port " + quoted(port.link); },
          [](const NftRules& rules) {
            return std::string(name_of(rules.hook)) + " rules of " + quoted(rules.link);
          }},
      resource);
}

// Two resources with the same identity cannot both exist in the kernel. The identity of a link is
// its name. An address: its link and the address without its length. A route: its destination,
// metric and table. A routing rule: its priority and its conditions.
std::string identity_of(const Resource& resource) {
  const std::string place = name_of(place_of(resource)) + " ";
  return detail::visit(
      detail::Overload{
          [&](const Bridge& bridge) { return place + "link " + bridge.name; },
          [&](const Veth& veth) { return place + "link " + veth.host_link; },
          [&](const Address& address) {
            return place + "address " + address.address.address.text() + " on " + address.link;
          },
          [&](const Route& route) {
            return place + "route " + route.destination.text() + " metric " +
                   std::to_string(route.metric) +
                   (route.table == 0 ? "" : " table " + std::to_string(route.table));
          },
          [&](const Sysctl& sysctl) { return place + "sysctl " + sysctl.name; },
          [&](const Loopback&) { return place + "loopback"; },
          [&](const Firewall&) { return place + "firewall"; },
          [&](const Masquerade& masquerade) {
            return place + "masquerade " + masquerade.source.text();
          },
          [&](const Isolation& isolation) { return place + "isolation " + isolation.link; },
          [&](const ForwardAllow& allow) {
            return place + "forward-allow " + family_text(allow) + allow.from + " to " + allow.to;
          },
          [&](const PublishedPort& port) { return place + "port " + port_identity(port); },
          [&](const Hairpin& hairpin) { return place + "hairpin " + hairpin.link; },
          [&](const AntiSpoofing& antispoofing) {
            return place + "antispoofing " + antispoofing.link;
          },
          [&](const Macvlan& macvlan) { return place + "link " + macvlan.link; },
          [&](const Custom& custom) { return place + "custom " + custom.kind + " " + custom.name; },
          [&](const RoutingRule& rule) {
            return place + "rule " + std::to_string(rule.priority) + " " + match_text(rule);
          },
          [&](const Neighbour& neighbour) { return place + entry_text(neighbour); },
          [&](const Fdb& fdb) { return place + fdb_identity(fdb); },
          [&](const Link& link) { return place + "link " + link.name; },
          [&](const Service& service) { return place + "service " + service.name; },
          [&](const ServiceFile& file) {
            return place + "file " + file.name + " of service " + file.service;
          },
          [&](const Queue& queue) { return place + "queue " + queue.link; },
          [&](const BridgePort& port) { return place + "bridge-port " + port.link; },
          [&](const NftRules& rules) {
            return place + std::string(name_of(rules.hook)) + " rules " + rules.link;
          }},
      resource);
}

Place place_of(const Resource& resource) {
  return detail::visit(
      []<class Kind>(const Kind& typed) {
        if constexpr (requires { typed.place; }) return typed.place;
        return Place::host;
      },
      resource);
}

Family family_of(const RoutingRule& rule) {
  if (rule.from) return rule.from->address.family();
  return rule.to ? rule.to->address.family() : rule.family.value_or(Family::v4);
}

}  // namespace mydocker

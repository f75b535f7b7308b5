// The names of the resources' fields and values in documents.
#pragma once

#include <array>
#include <string_view>

#include "json_fields.hpp"
#include "mydocker/plan.hpp"

namespace mydocker {

// The functions are in this namespace, because argument-dependent lookup finds them there.
using json::SameAs;

constexpr auto names_of(Place) { return std::array<std::string_view, 2>{"host", "container"}; }
constexpr auto names_of(Ownership) { return std::array<std::string_view, 2>{"own", "adopt"}; }
constexpr auto names_of(Family) { return std::array<std::string_view, 2>{"ipv4", "ipv6"}; }
constexpr auto names_of(Protocol) { return std::array<std::string_view, 3>{"tcp", "udp", "sctp"}; }
constexpr auto names_of(PortMode) { return std::array<std::string_view, 2>{"nat", "routed"}; }
constexpr auto names_of(RouteType) {
  return std::array<std::string_view, 4>{"unicast", "blackhole", "unreachable", "prohibit"};
}
constexpr auto names_of(RouteScope) {
  return std::array<std::string_view, 3>{"global", "link", "host"};
}
constexpr auto names_of(QueueKind) {
  return std::array<std::string_view, 4>{"tbf", "htb", "fq", "fq_codel"};
}
constexpr auto names_of(MacvlanMode) {
  return std::array<std::string_view, 4>{"bridge", "private", "vepa", "passthru"};
}
constexpr auto names_of(NftHook) {
  return std::array<std::string_view, 3>{"forward", "input", "bridge"};
}
constexpr auto names_of(NftVerdict) { return std::array<std::string_view, 2>{"drop", "accept"}; }
constexpr auto names_of(NftRule::Direction) {
  return std::array<std::string_view, 2>{"from", "to"};
}
constexpr auto names_of(Lifetime) { return std::array<std::string_view, 2>{"plan", "host"}; }

void fields(auto& codec, SameAs<Bridge> auto& bridge) {
  codec("name", bridge.name);
  codec("mac", bridge.mac);
  codec("mtu", bridge.mtu);
  codec("ownership", bridge.ownership);
}

void fields(auto& codec, SameAs<Veth> auto& veth) {
  codec("host_link", veth.host_link);
  codec("host_mac", veth.host_mac);
  codec("container_link", veth.container_link);
  codec("container_mac", veth.container_mac);
  codec("master", veth.master);
  codec("mtu", veth.mtu);
  codec("ipv6", veth.ipv6);
  codec("isolated", veth.isolated);
  codec.optional("up", veth.up);
}

void fields(auto& codec, SameAs<Address> auto& address) {
  codec("place", address.place);
  codec("link", address.link);
  codec("address", address.address);
}

void fields(auto& codec, SameAs<NextHop> auto& hop) {
  codec("link", hop.link);
  codec.optional("via", hop.via);
  codec.optional("weight", hop.weight, std::uint16_t{1});
  codec.optional("onlink", hop.onlink);
}

void fields(auto& codec, SameAs<Route> auto& route) {
  codec("place", route.place);
  codec("link", route.link);
  codec("destination", route.destination);
  codec("via", route.via);
  codec("metric", route.metric);
  codec.optional("type", route.type);
  codec.optional("table", route.table);
  codec.optional("source", route.source);
  codec.optional("onlink", route.onlink);
  codec.optional("mtu", route.mtu);
  codec.optional("scope", route.scope);
  codec.optional("next_hops", route.next_hops);
}

void fields(auto& codec, SameAs<Sysctl> auto& sysctl) {
  codec("place", sysctl.place);
  codec("name", sysctl.name);
  codec("value", sysctl.value);
}

void fields(auto& codec, SameAs<Loopback> auto& loopback) { codec("place", loopback.place); }

void fields(auto& /*codec*/, SameAs<Firewall> auto& /*firewall*/) {}

void fields(auto& codec, SameAs<Masquerade> auto& masquerade) {
  codec("source", masquerade.source);
  codec.optional("address", masquerade.address);
}

void fields(auto& codec, SameAs<Isolation> auto& isolation) {
  codec("link", isolation.link);
  codec("internal", isolation.internal);
  codec("no_icc", isolation.no_icc);
  codec.optional("peer_prefixes", isolation.peer_prefixes);
  codec.optional("no_outbound", isolation.no_outbound);
  codec.optional("masquerade_ports", isolation.masquerade_ports);
}

void fields(auto& codec, SameAs<ForwardAllow> auto& allow) {
  codec("from", allow.from);
  codec("to", allow.to);
  codec.optional("family", allow.family);
  codec.optional("ping", allow.ping);
}

void fields(auto& codec, SameAs<PublishedPort> auto& port) {
  codec("protocol", port.protocol);
  codec("host_address", port.host_address);
  codec("host_port", port.host_port);
  codec("container_address", port.container_address);
  codec("container_port", port.container_port);
  codec("count", port.count);
  codec("mode", port.mode);
}

void fields(auto& codec, SameAs<Hairpin> auto& hairpin) { codec("link", hairpin.link); }

void fields(auto& codec, SameAs<AntiSpoofing> auto& antispoofing) {
  codec("link", antispoofing.link);
  codec("mac", antispoofing.mac);
  codec("addresses", antispoofing.addresses);
  codec.optional("routed", antispoofing.routed);
  codec.optional("any_address", antispoofing.any_address);
  codec.optional("filter", antispoofing.filter);
}

void fields(auto& codec, SameAs<Macvlan> auto& macvlan) {
  codec("place", macvlan.place);
  codec("link", macvlan.link);
  codec("parent", macvlan.parent);
  codec("mac", macvlan.mac);
  codec("mode", macvlan.mode);
  codec("mtu", macvlan.mtu);
}

void fields(auto& codec, SameAs<Custom> auto& custom) {
  codec("place", custom.place);
  codec("kind", custom.kind);
  codec("name", custom.name);
  codec("fields", custom.fields);
  codec("create_lines", custom.create_lines);
  codec("destroy_lines", custom.destroy_lines);
  codec.optional("links", custom.links);
}

void fields(auto& codec, SameAs<RoutingRule> auto& rule) {
  codec("priority", rule.priority);
  codec.optional("from", rule.from);
  codec.optional("to", rule.to);
  codec.optional("table", rule.table);
  codec.optional("without_default", rule.without_default);
  codec.optional("place", rule.place, Place::container);
  codec.optional("iif", rule.iif);
  codec.optional("family", rule.family);
  codec.optional("fwmark", rule.fwmark);
  codec.optional("fwmask", rule.fwmask);
}

void fields(auto& codec, SameAs<Neighbour> auto& neighbour) {
  codec("place", neighbour.place);
  codec("link", neighbour.link);
  codec("address", neighbour.address);
  codec.optional("mac", neighbour.mac);
  codec.optional("proxy", neighbour.proxy);
}

void fields(auto& codec, SameAs<Fdb> auto& fdb) {
  codec("place", fdb.place);
  codec("link", fdb.link);
  codec("mac", fdb.mac);
  codec.optional("remote", fdb.remote);
  codec.optional("vlan", fdb.vlan);
  codec.optional("extern_learn", fdb.extern_learn);
}

void fields(auto& codec, SameAs<Link> auto& link) {
  codec("place", link.place);
  codec("name", link.name);
  codec("kind", link.kind);
  codec.optional("parent", link.parent);
  codec.optional("master", link.master);
  codec.optional("mtu", link.mtu);
  codec.optional("mac", link.mac);
  codec.optional("attributes", link.attributes);
}

void fields(auto& codec, SameAs<Service> auto& service) {
  codec("name", service.name);
  codec("argv", service.argv);
  codec.optional("files", service.files);
  codec("user", service.user);
  codec.optional("ready_file", service.ready_file);
}

void fields(auto& codec, SameAs<ServiceFile> auto& file) {
  codec("service", file.service);
  codec("name", file.name);
  codec("content", file.content);
}

void fields(auto& codec, SameAs<Queue> auto& queue) {
  codec("place", queue.place);
  codec("link", queue.link);
  codec("kind", queue.kind);
  codec.optional("rate", queue.rate);
  codec.optional("burst", queue.burst);
  codec.optional("limit", queue.limit);
  codec.optional("ingress_of", queue.ingress_of);
}

void fields(auto& codec, SameAs<BridgePort> auto& port) {
  codec("place", port.place);
  codec("link", port.link);
  codec.optional("learning", port.learning);
  codec.optional("neigh_suppress", port.neigh_suppress);
  codec.optional("isolated", port.isolated);
  codec.optional("hairpin", port.hairpin);
  codec.optional("pvid", port.pvid);
}

void fields(auto& codec, SameAs<NftRule> auto& rule) {
  codec.optional("direction", rule.direction);
  codec.optional("family", rule.family);
  codec.optional("source", rule.source);
  codec.optional("target", rule.target);
  codec.optional("protocol", rule.protocol);
  codec.optional("port", rule.port);
  codec.optional("count", rule.count, std::uint16_t{1});
  codec.optional("neighbour", rule.neighbour);
  codec("verdict", rule.verdict);
}

void fields(auto& codec, SameAs<NftRules> auto& rules) {
  codec("link", rules.link);
  codec("hook", rules.hook);
  codec("rules", rules.rules);
}

}  // namespace mydocker

// Links, and the resources that depend on a link.
#include <algorithm>

#include "fakes/fake_kernel.hpp"

namespace mydocker::testing {
namespace {

using kernel::Observation;
using kernel::State;

Error exists(const std::string& what) { return {ErrorKind::already_exists, what + "File exists"}; }

bool is_managed_link(const FakeLink& link, const MacAddress& planned) {
  return link.group == kernel::kLinkGroup &&
         (planned.is_zero() ||
          std::equal(kMacPrefix.begin(), kMacPrefix.end(), link.mac.bytes.begin()));
}

Observation foreign(const FakeLink& link) {
  return {State::foreign, "a link of kind \"" + link.kind + "\"", ""};
}

Observation checked_folder(const std::string& difference) {
  return {difference.empty() ? State::matches : State::differs, difference, ""};
}

std::string difference(const FakeLink& link, const FakeLink& spec) {
  if (link.kind != spec.kind) return "a link of kind \"" + link.kind + "\"";
  if (link.mac != spec.mac) return "address " + link.mac.text();
  if (link.mtu != spec.mtu) return "mtu " + std::to_string(link.mtu);
  if (link.master != spec.master) return "not in the bridge";
  if (link.isolated != spec.isolated) return link.isolated ? "isolated" : "not isolated";
  return link.up ? "" : "down";
}

FakeLink link_for(const Bridge& bridge) {
  FakeLink link;
  link.kind = "bridge";
  link.mac = bridge.mac;
  link.mtu = bridge.mtu == 0 ? link.mtu : bridge.mtu;
  link.group = kernel::kLinkGroup;
  link.up = true;
  return link;
}

FakeLink host_end(const Veth& veth, const std::string& container) {
  FakeLink link;
  link.kind = "veth";
  link.mac = veth.host_mac;
  link.mtu = veth.mtu == 0 ? link.mtu : veth.mtu;
  link.group = kernel::kLinkGroup;
  link.master = veth.master;
  link.isolated = veth.isolated;
  link.up = veth.up;
  link.peer_space = container;
  link.peer = veth.container_link;
  return link;
}

FakeLink container_end(const Veth& veth) {
  FakeLink link;
  link.kind = "veth";
  link.mac = veth.container_mac;
  link.mtu = veth.mtu == 0 ? link.mtu : veth.mtu;
  link.up = true;
  link.peer_space = "";
  link.peer = veth.host_link;
  return link;
}

// Returns true if the kernel cannot have both routes.
bool same_key(const Route& one, const Route& other) {
  return one.destination.network() == other.destination.network() && one.metric == other.metric &&
         one.table == other.table;
}

std::vector<NextHop> hops_of(const Route& route) {
  if (!route.next_hops.empty()) return route.next_hops;
  return {{route.link, route.via, 1, route.onlink}};
}

Result<void> check_hop(const FakeSpace& space, const NextHop& hop) {
  const auto link = space.links.find(hop.link);
  if (link == space.links.end())
    return Error(ErrorKind::not_found, "link \"" + hop.link + "\": No such device");
  if (!link->second.up) return Error(ErrorKind::kernel, "Network is down");
  const auto reaches = [&](const auto& held) {
    return held.first == hop.link && held.second.contains(*hop.via);
  };
  if (hop.via && !hop.onlink && std::ranges::none_of(space.addresses, reaches))
    return Error(ErrorKind::kernel, "Network is unreachable (Nexthop has invalid gateway)");
  return {};
}

}  // namespace

Result<Observation> FakeKernel::look(const Bridge& bridge) {
  const auto found = host().links.find(bridge.name);
  if (found == host().links.end()) return Observation{};
  const FakeLink& link = found->second;
  if (bridge.ownership == Ownership::adopt)
    return link.kind == "bridge" ? checked_folder("") : foreign(link);
  return is_managed_link(link, bridge.mac) ? checked_folder(difference(link, link_for(bridge)))
                                           : foreign(link);
}

Result<void> FakeKernel::make(const Bridge& bridge) {
  if (bridge.ownership == Ownership::adopt) return {};
  if (!host().links.try_emplace(bridge.name, link_for(bridge)).second) return exists("");
  return {};
}

Result<void> FakeKernel::take(const Bridge& bridge) {
  if (bridge.ownership == Ownership::adopt) return {};
  return take_link(bridge.name, bridge.mac);
}

Result<Observation> FakeKernel::look(const Veth& veth) {
  const auto found = host().links.find(veth.host_link);
  if (found == host().links.end()) return Observation{};
  const FakeLink& link = found->second;
  if (!is_managed_link(link, veth.host_mac)) return foreign(link);
  if (!veth.master.empty() && !host().links.contains(veth.master))
    return checked_folder("its bridge is missing");
  if (!container_.empty()) {
    const auto& inside = host_.spaces[container_].links;
    const auto peer = inside.find(veth.container_link);
    const bool ours = peer != inside.end() && peer->second.peer == veth.host_link;
    const std::string lacking = ours ? difference(peer->second, container_end(veth)) : "missing";
    if (!lacking.empty()) return checked_folder("\"" + veth.container_link + "\" " + lacking);
  }
  FakeLink brought_up = host_end(veth, container_);
  brought_up.up = true;
  return checked_folder(difference(link, brought_up));
}

Result<void> FakeKernel::make(const Veth& veth) {
  MYDOCKER_TRY(FakeSpace * inside, space(Place::container));
  if (!veth.master.empty() && !host().links.contains(veth.master))
    return Error(ErrorKind::not_found,
                 "bridge \"" + veth.master + "\" does not exist: it was deleted");
  if (host().links.contains(veth.host_link)) return exists("");
  if (!inside->links.try_emplace(veth.container_link, container_end(veth)).second)
    return exists("link \"" + veth.container_link + "\" in the container: ");
  host().links[veth.host_link] = host_end(veth, container_);
  return {};
}

Result<void> FakeKernel::take(const Veth& veth) { return take_link(veth.host_link, veth.host_mac); }

Result<void> FakeKernel::take_link(const std::string& name, const MacAddress& planned) {
  const auto found = host().links.find(name);
  if (found == host().links.end()) return {};
  if (!is_managed_link(found->second, planned))
    return Error(ErrorKind::already_exists, "link \"" + name + "\" does not belong to mydocker");
  host_.remove_link("", name);
  return {};
}

Result<Observation> FakeKernel::look(const Address& address) {
  MYDOCKER_TRY(const FakeSpace* here, space(address.place));
  Observation observation;
  for (const auto& [link, held] : here->addresses) {
    if (link != address.link || held.address != address.address.address) continue;
    if (held == address.address) return checked_folder("");
    observation = checked_folder("prefix length " + std::to_string(held.length));
    observation.value = held.text();
  }
  return observation;
}

Result<void> FakeKernel::make(const Address& address) {
  MYDOCKER_TRY(FakeSpace * here, space_with(address.place, address.link));
  if (!here->addresses.emplace(address.link, address.address).second) return exists("");
  return {};
}

Result<void> FakeKernel::take(const Address& address) {
  MYDOCKER_TRY(FakeSpace * here, space(address.place));
  here->addresses.erase({address.link, address.address});
  return {};
}

Result<Observation> FakeKernel::look(const Route& route) {
  MYDOCKER_TRY(const FakeSpace* here, space(route.place));
  for (const Route& held : here->routes) {
    if (!same_key(held, route)) continue;
    if (held.type != route.type) return Observation{State::foreign, "a route of another type", ""};
    if (held.link != route.link && held.next_hops.empty() && route.next_hops.empty())
      return Observation{State::foreign, "through link \"" + held.link + "\"", ""};
    if (held.via != route.via) return checked_folder("another gateway");
    return checked_folder(held == route ? "" : "other values");
  }
  return Observation{};
}

Result<void> FakeKernel::make(const Route& route) {
  MYDOCKER_TRY(FakeSpace * here, space(route.place));
  if (route.type == RouteType::unicast)
    for (const auto& hop : hops_of(route)) MYDOCKER_CHECK(check_hop(*here, hop));
  const auto is_held = [&](const Route& held) { return same_key(held, route); };
  if (std::ranges::any_of(here->routes, is_held)) return exists("");
  here->routes.insert(route);
  return {};
}

Result<void> FakeKernel::take(const Route& route) {
  MYDOCKER_TRY(FakeSpace * here, space(route.place));
  here->routes.erase(route);
  return {};
}

// Writes the planned attributes over those of the existing links.
Result<void> FakeKernel::update_link(const Resource& resource) {
  if (const auto* bridge = resource.get_if<Bridge>()) {
    host().links[bridge->name] = link_for(*bridge);
  } else if (const auto* veth = resource.get_if<Veth>()) {
    FakeLink end = host_end(*veth, container_);
    end.up = true;
    end.hairpin = host().links[veth->host_link].hairpin;
    host().links[veth->host_link] = end;
    host_.spaces[container_].links[veth->container_link] = container_end(*veth);
  } else if (const auto* macvlan = resource.get_if<Macvlan>()) {
    return update_macvlan(*macvlan);
  }
  return {};
}

Result<Observation> FakeKernel::look(const RoutingRule& rule) {
  MYDOCKER_TRY(const FakeSpace* here, space(rule.place));
  for (const RoutingRule& held : here->rules)
    if (identity_of(held) == identity_of(rule))
      return checked_folder(held == rule ? "" : describe(held));
  return Observation{};
}

Result<void> FakeKernel::make(const RoutingRule& rule) {
  MYDOCKER_TRY(FakeSpace * here, space(rule.place));
  if (!here->rules.insert(rule).second) return exists("");
  return {};
}

Result<void> FakeKernel::take(const RoutingRule& rule) {
  MYDOCKER_TRY(FakeSpace * here, space(rule.place));
  here->rules.erase(rule);
  return {};
}

Result<Observation> FakeKernel::look(const Hairpin& hairpin) {
  const auto link = host().links.find(hairpin.link);
  const bool on = link != host().links.end() && link->second.hairpin;
  return Observation{on ? State::matches : State::absent, "", ""};
}

Result<void> FakeKernel::make(const Hairpin& hairpin) {
  const auto link = host().links.find(hairpin.link);
  if (link == host().links.end()) return Error(ErrorKind::not_found, "No such device");
  if (link->second.master.empty()) return Error(ErrorKind::kernel, "Invalid argument");
  link->second.hairpin = true;
  return {};
}

Result<void> FakeKernel::take(const Hairpin& hairpin) {
  const auto link = host().links.find(hairpin.link);
  if (link != host().links.end()) link->second.hairpin = false;
  return {};
}

Result<Observation> FakeKernel::look(const BridgePort& port) {
  MYDOCKER_TRY(const FakeSpace* here, space(port.place));
  const auto link = here->links.find(port.link);
  if (link == here->links.end() || link->second.master.empty()) return Observation{};
  const FakeLink& held = link->second;
  const bool matches = port.learning.value_or(held.learning) == held.learning &&
                       port.neigh_suppress.value_or(held.neigh_suppress) == held.neigh_suppress &&
                       port.isolated.value_or(held.isolated) == held.isolated &&
                       port.hairpin.value_or(held.hairpin) == held.hairpin &&
                       (port.pvid == 0 || port.pvid == held.pvid);
  return Observation{matches ? State::matches : State::absent, "", ""};
}

Result<void> FakeKernel::make(const BridgePort& port) {
  MYDOCKER_TRY(FakeSpace * here, space_with(port.place, port.link));
  FakeLink& held = here->links[port.link];
  if (held.master.empty()) return Error(ErrorKind::kernel, "Invalid argument");
  held.learning = port.learning.value_or(held.learning);
  held.neigh_suppress = port.neigh_suppress.value_or(held.neigh_suppress);
  held.isolated = port.isolated.value_or(held.isolated);
  held.hairpin = port.hairpin.value_or(held.hairpin);
  if (port.pvid != 0) held.pvid = port.pvid;
  return {};
}

Result<void> FakeKernel::take(const BridgePort& port) {
  MYDOCKER_TRY(FakeSpace * here, space(port.place));
  const auto link = here->links.find(port.link);
  if (link == here->links.end()) return {};
  FakeLink& held = link->second;
  const FakeLink usual;
  if (port.learning) held.learning = usual.learning;
  if (port.neigh_suppress) held.neigh_suppress = usual.neigh_suppress;
  if (port.isolated) held.isolated = usual.isolated;
  if (port.hairpin) held.hairpin = usual.hairpin;
  if (port.pvid != 0) held.pvid = usual.pvid;
  return {};
}

}  // namespace mydocker::testing

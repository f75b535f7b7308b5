#include "runtime/app/network_on_lan.hpp"

#include <algorithm>

#include "runtime/app/driver_plans.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"

namespace mydocker::app {
namespace {

// Returns the gateways of the host's default routes through the link.
Result<std::vector<IpAddress>> gateways_by(Session& session, const std::string& link,
                                           Family family) {
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto routes, host->default_routes(family));
  std::vector<IpAddress> gateways;
  for (const auto& route : routes)
    if (route.link == link && route.via) gateways.push_back(*route.via);
  return gateways;
}

struct ParentUse {
  std::string parent;  // name of the parent; empty: none
  bool alone = false;  // whether no other network may use the parent
};

ParentUse parent_use(const model::Network& network, const Manifest& driver) {
  return {option_of(network, driver, OptionRole::parent),
          option_of(network, driver, OptionRole::parent_mode) == kPassthru};
}

// Returns how the network uses its parent. `known` is a driver whose manifest is read already.
ParentUse parent_use(Session& session, const model::Network& network, const Manifest& known) {
  if (network.driver == known.name) return parent_use(network, known);
  const auto driver = session.manifest_of(network.driver);
  return driver.ok() ? parent_use(network, **driver) : ParentUse{};
}

bool is_free(const model::Subnet& subnet, const IpAddress& address) {
  return ipam::check_static(subnet, address, {}).ok();
}

// Returns the host's link to the LAN of the network. Empty if the network is not on a LAN.
Result<std::string> link_to_lan(Session& session, const Manifest& driver,
                                const model::Network& network) {
  if (driver.can(Capability::lan)) return option_of(network, driver, OptionRole::parent);
  MYDOCKER_TRY(const bool on_lan, is_on_lan(session, driver, network));
  return on_lan ? option_of(network, driver, OptionRole::link_name) : std::string();
}

Error subnet_unknown(const std::string& link, Family family) {
  return Error(ErrorKind::not_found, "interface " + base::quoted(link) +
                                         " belongs to another program and has no " +
                                         (family == Family::v4 ? "IPv4" : "IPv6") +
                                         " address, so the subnet of its network is unknown")
      .hint("specify the subnet: --subnet PREFIX");
}

std::string subnet_of_lan_note(const std::string& subnet, const std::string& parent) {
  return "the network uses subnet " + subnet + " of interface " + base::quoted(parent) +
         "; to restrict its addresses to a free part: --subnet " + subnet + " --ip-range PREFIX";
}

}  // namespace

Result<void> resolve_parent(Session& session, const Manifest& driver, model::Network& network) {
  const auto parent = driver.key_of(OptionRole::parent);
  if (!driver.can(Capability::lan) || parent.empty() || network.options.contains(parent)) return {};
  MYDOCKER_TRY(const auto link, session.default_route());
  if (!link)
    return Error(ErrorKind::not_found,
                 "option " + base::quoted(parent) +
                     " is missing, and the host has no default route to take its interface from")
        .hint("specify the interface: -o " + parent + "=LINK; see: ip -brief link");
  network.options.emplace(parent, link->name);
  return {};
}

Result<void> check_passthru(Session& session, const Manifest& driver, const model::Network& network,
                            const std::vector<model::Network>& others) {
  const auto own = parent_use(network, driver);
  if (own.parent.empty()) return {};
  for (const auto& other : others) {
    if (other.id == network.id) continue;
    const auto use = parent_use(session, other, driver);
    if (use.parent != own.parent || (!own.alone && !use.alone)) continue;
    return Error(ErrorKind::already_exists,
                 "option " + base::quoted(driver.key_of(OptionRole::parent)) + ": network " +
                     base::quoted(other.name) + " uses " + base::quoted(own.parent) +
                     ", and mode passthru allows one network only")
        .hint("use another parent or another mode");
  }
  return {};
}

// Returns whether the subnets belong to a LAN. Most networks have no option that names their link,
// so nothing is read for them.
Result<bool> is_on_lan(Session& session, const Manifest& driver, const model::Network& network) {
  if (driver.can(Capability::lan)) return true;
  const auto name = option_of(network, driver, OptionRole::link_name);
  if (name.empty()) return false;
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto link, host->link(name));
  if (!link) return false;
  MYDOCKER_TRY(const bool managed, host->is_managed(name));
  return !managed;
}

Result<std::vector<model::Network>> networks_on_lan(Session& session, const Manifest& driver,
                                                    const model::Network& network) {
  MYDOCKER_TRY(const bool on_lan, is_on_lan(session, driver, network));
  if (!on_lan) return std::vector<model::Network>();
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(auto networks, definitions->networks());
  const auto overlaps = [&network](const model::Subnet& subnet) {
    return std::ranges::any_of(network.subnets, [&subnet](const model::Subnet& own) {
      return own.prefix.overlaps(subnet.prefix);
    });
  };
  std::erase_if(networks, [&](const model::Network& other) {
    return other.id == network.id || std::ranges::none_of(other.subnets, overlaps);
  });
  return networks;
}

Result<std::optional<std::string>> holder_on_lan(store::RuntimeState& state,
                                                 const std::vector<model::Network>& networks,
                                                 const IpAddress& address,
                                                 const std::string& container) {
  using Holder = std::optional<std::string>;
  for (const auto& network : networks) {
    MYDOCKER_TRY(const auto leased, state.lease_owner(network.id, address));
    if (leased) return Holder("held by container " + base::quoted(*leased));
    for (const auto& subnet : network.subnets)
      for (const auto& [owner, reserved] : subnet.reservations)
        if (reserved == address && owner != container)
          return Holder("reserved for container " + base::quoted(owner) + " of network " +
                        base::quoted(network.name));
  }
  return Holder();
}

Result<std::vector<IpAddress>> held_on_lan(store::RuntimeState& state,
                                           const std::vector<model::Network>& networks,
                                           const std::string& container) {
  std::vector<IpAddress> held;
  for (const auto& network : networks) {
    MYDOCKER_TRY(const auto endpoints, state.endpoints(network.id));
    for (const auto& endpoint : endpoints)
      for (const auto& leased : endpoint.addresses) held.push_back(leased.address);
    for (const auto& subnet : network.subnets)
      for (const auto& [owner, reserved] : subnet.reservations)
        if (owner != container) held.push_back(reserved);
  }
  return held;
}

Result<void> check_reservations(Session& session, OpenState& open_state, const Manifest& driver,
                                const model::Network& network) {
  MYDOCKER_TRY(const auto others, networks_on_lan(session, driver, network));
  if (others.empty()) return {};
  for (const auto& subnet : network.subnets)
    for (const auto& [container, address] : subnet.reservations) {
      MYDOCKER_TRY(const auto holder, holder_on_lan(open_state.state, others, address, container));
      if (holder)
        return Error(ErrorKind::already_exists, "--reserve " +
                                                    base::quoted(container + "=" + address.text()) +
                                                    " is " + *holder + " on the same LAN")
            .hint("choose another address");
    }
  return {};
}

Result<std::optional<IpPrefix>> subnet_of_lan(Session& session, const Manifest& driver,
                                              const model::Network& network, Family family) {
  using Found = std::optional<IpPrefix>;
  MYDOCKER_TRY(const auto link, link_to_lan(session, driver, network));
  if (link.empty()) return Found();
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto prefixes, host->host_prefixes());
  for (const auto& one : prefixes) {
    if (!one.address || one.prefix.address.family() != family ||
        one.prefix.length == one.prefix.address.bits() || host->link_name(one.link) != link)
      continue;
    return Found(one.prefix);
  }
  if (driver.can(Capability::lan)) return Found();
  return subnet_unknown(link, family);
}

void report_lan_subnets(Session& session, const Manifest& driver, const model::Network& network,
                        const std::vector<std::string>& given) {
  const auto link = link_to_lan(session, driver, network);
  if (!link.ok() || link->empty()) return;
  for (const auto& subnet : network.subnets) {
    const auto text = subnet.prefix.text();
    if (std::ranges::find(given, text) != given.end()) continue;
    const auto of_lan = subnet_of_lan(session, driver, network, subnet.prefix.address.family());
    if (of_lan.ok() && *of_lan == subnet.prefix)
      session.log.notice(subnet_of_lan_note(text, *link));
  }
}

Result<void> resolve_lan_gateways(Session& session, const Manifest& driver,
                                  model::Network& network) {
  const auto parent = option_of(network, driver, OptionRole::parent);
  if (parent.empty()) return {};
  for (auto& subnet : network.subnets) {
    if (subnet.gateway) continue;
    const auto family = subnet.prefix.address.family();
    MYDOCKER_TRY(const auto gateways, gateways_by(session, parent, family));
    for (const auto& gateway : gateways)
      if (!subnet.gateway && is_free(subnet, gateway)) subnet.gateway = gateway;
  }
  return {};
}

Result<void> allocate_host_addresses(const Manifest& driver, model::Network& network) {
  const auto key = driver.key_of(OptionRole::host_link);
  if (!network.options.contains(key)) return {};
  for (auto& subnet : network.subnets) {
    if (host_address_in(driver, network, subnet)) continue;
    const auto whole = ipam::assignable(subnet);
    auto address = whole.first;
    while (address < whole.last && !is_free(subnet, address)) address = address.plus(1);
    if (!is_free(subnet, address))
      return Error(ErrorKind::exhausted, "subnet " + subnet.prefix.text() +
                                             " has no free address for the host's interface")
          .hint("leave -o " + key + " out, or use a larger --subnet or --ip-range");
    subnet.host_addresses.emplace(key, address);
  }
  return {};
}

std::optional<IpAddress> host_address_in(const Manifest& driver, const model::Network& network,
                                         const model::Subnet& subnet) {
  const auto key = driver.key_of(OptionRole::host_link);
  if (!network.options.contains(key)) return std::nullopt;
  for (const auto* addresses : {&subnet.aux_addresses, &subnet.host_addresses})
    if (const auto found = addresses->find(key); found != addresses->end()) return found->second;
  return std::nullopt;
}

void keep_host_addresses(const Manifest& driver, const model::Network& replaced,
                         model::Network& network) {
  for (auto& subnet : network.subnets) {
    const auto same = std::ranges::find(replaced.subnets, subnet.prefix, &model::Subnet::prefix);
    if (same == replaced.subnets.end()) continue;
    const auto address = host_address_in(driver, replaced, *same);
    if (address && is_free(subnet, *address))
      subnet.host_addresses.emplace(driver.key_of(OptionRole::host_link), *address);
  }
}

void keep_resolved_defaults(const Manifest& driver, const model::DeclaredNetwork& now,
                            model::DeclaredNetwork& spec) {
  const auto parent = now.options.find(driver.key_of(OptionRole::parent));
  if (parent != now.options.end()) spec.options.emplace(*parent);
  for (auto& subnet : spec.subnets) {
    const auto same = std::ranges::find(now.subnets, subnet.prefix, &model::DeclaredSubnet::prefix);
    if (same == now.subnets.end()) continue;
    if (subnet.gateway.empty()) subnet.gateway = same->gateway;
  }
}

}  // namespace mydocker::app

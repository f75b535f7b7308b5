#include "runtime/app/network_on_lan.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kParent = "parent";
constexpr const char* kMode = "mode";
constexpr const char* kPassthru = "passthru";
constexpr const char* kHostLink = "host-link";  // the option, and the name of the reserved address

bool has_link_option(const Manifest& driver, const std::string& key) {
  return std::ranges::any_of(driver.options, [&](const ManifestOption& option) {
    return option.key == key && option.type == OptionType::link;
  });
}

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

bool is_free(const model::Subnet& subnet, const IpAddress& address) {
  return ipam::check_static(subnet, address, {}).ok();
}

}  // namespace

Result<void> resolve_parent(Session& session, const Manifest& driver, model::Network& network) {
  if (!driver.can("lan") || network.options.contains(kParent) || !has_link_option(driver, kParent))
    return {};
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto link, host->default_route());
  if (!link)
    return Error(ErrorKind::not_found,
                 "option \"parent\" is missing, and the host has no default route to take its "
                 "interface from")
        .hint("specify the interface: -o parent=LINK; see: ip -brief link");
  network.options.emplace(kParent, link->name);
  return {};
}

Result<void> check_passthru(const model::Network& network,
                            const std::vector<model::Network>& others) {
  const auto value = [](const model::Network& one, const char* key) {
    const auto found = one.options.find(key);
    return found == one.options.end() ? std::string() : found->second;
  };
  const auto parent = value(network, kParent);
  for (const auto& other : others) {
    if (parent.empty() || value(other, kParent) != parent || other.id == network.id) continue;
    if (value(network, kMode) != kPassthru && value(other, kMode) != kPassthru) continue;
    return Error(ErrorKind::already_exists,
                 "option \"parent\": network " + base::quoted(other.name) + " uses " +
                     base::quoted(parent) + ", and mode passthru needs it alone")
        .hint("use another parent or another mode");
  }
  return {};
}

Result<std::vector<std::string>> networks_on_lan(Session& session, const Manifest& driver,
                                                 const model::Network& network) {
  std::vector<std::string> ids;
  if (!driver.can("lan")) return ids;
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  const auto overlaps = [&network](const model::Subnet& subnet) {
    return std::ranges::any_of(network.subnets, [&subnet](const model::Subnet& own) {
      return own.prefix.overlaps(subnet.prefix);
    });
  };
  for (const auto& other : networks)
    if (other.id != network.id && std::ranges::any_of(other.subnets, overlaps))
      ids.push_back(other.id);
  return ids;
}

Result<void> resolve_lan_gateways(Session& session, model::Network& network) {
  const auto parent = network.options.find(kParent);
  if (parent == network.options.end()) return {};
  for (auto& subnet : network.subnets) {
    if (subnet.gateway) continue;
    const auto family = subnet.prefix.address.family();
    MYDOCKER_TRY(const auto gateways, gateways_by(session, parent->second, family));
    for (const auto& gateway : gateways)
      if (!subnet.gateway && is_free(subnet, gateway)) subnet.gateway = gateway;
  }
  return {};
}

Result<void> allocate_host_addresses(model::Network& network) {
  if (!network.options.contains(kHostLink)) return {};
  for (auto& subnet : network.subnets) {
    if (subnet.reserved.contains(kHostLink)) continue;
    const auto whole = ipam::assignable(subnet);
    auto address = whole.first;
    while (address < whole.last && !is_free(subnet, address)) address = address.plus(1);
    if (!is_free(subnet, address))
      return Error(ErrorKind::exhausted, "subnet " + subnet.prefix.text() +
                                             " has no free address for the host's interface")
          .hint("leave -o host-link out, or use a larger --subnet or --ip-range");
    subnet.reserved.emplace(kHostLink, address);
  }
  return {};
}

std::optional<IpAddress> host_address_in(const model::Network& network,
                                         const model::Subnet& subnet) {
  if (!network.options.contains(kHostLink)) return std::nullopt;
  const auto found = subnet.reserved.find(kHostLink);
  if (found == subnet.reserved.end()) return std::nullopt;
  return found->second;
}

void keep_resolved_defaults(const model::DeclaredNetwork& now, model::DeclaredNetwork& spec) {
  const auto parent = now.options.find(kParent);
  if (parent != now.options.end()) spec.options.emplace(kParent, parent->second);
  for (auto& subnet : spec.subnets) {
    const auto same = std::ranges::find(now.subnets, subnet.prefix, &model::DeclaredSubnet::prefix);
    if (same == now.subnets.end()) continue;
    if (subnet.gateway.empty()) subnet.gateway = same->gateway;
    for (const auto& held : same->reserved)
      if (held.first == "host" || held.first.starts_with("host-")) subnet.reserved.emplace(held);
  }
}

}  // namespace mydocker::app

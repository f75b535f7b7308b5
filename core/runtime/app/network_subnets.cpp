#include "runtime/app/network_subnets.hpp"

#include <algorithm>
#include <set>

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/gateway_mode.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"
#include "runtime/ipam/subnet_pools.hpp"
#include "runtime/model/address_rules.hpp"
#include "runtime/model/ids.hpp"

namespace mydocker::app {
namespace {

using Links = std::set<std::string>;

constexpr const char* kHostName = "host";  // of the reserved addresses of the host

// Returns the links that mydocker has not created.
Result<Links> foreign_links(kernel::HostView& host, Links links) {
  for (auto link = links.begin(); link != links.end();) {
    MYDOCKER_TRY(const bool ours, host.is_managed(*link));
    link = ours ? links.erase(link) : std::next(link);
  }
  return links;
}

// Returns the host's addresses on the named links that mydocker has not created.
Result<std::vector<IpAddress>> shared_addresses(Session& session, const Manifest& manifest,
                                                const model::Network& network) {
  std::vector<IpAddress> addresses;
  auto links = named_links(manifest, network);
  if (links.empty()) return addresses;
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(links, foreign_links(*host, std::move(links)));
  MYDOCKER_TRY(const auto held, host->host_prefixes());
  for (const auto& one : held)
    if (one.address && links.contains(one.link)) addresses.push_back(*one.address);
  return addresses;
}

// Reserves an address of the host, so that no container gets it.
void reserve_for_host(const IpAddress& address, model::Subnet& subnet) {
  if (!subnet.prefix.contains(address) || subnet.gateway == address) return;
  std::string name = kHostName;
  for (int n = 2; subnet.reserved.contains(name); ++n) {
    if (subnet.reserved.at(name) == address) return;
    name = kHostName + ("-" + std::to_string(n));
  }
  subnet.reserved.emplace(name, address);
}

// Returns an error if the user reserves the address that the gateway would get.
Result<void> check_default_gateway(const model::Subnet& subnet) {
  const auto gateway = model::lowest_usable(subnet.prefix);
  for (const auto& [name, address] : subnet.reserved) {
    if (address != gateway || name.starts_with(kHostName)) continue;
    return Error(ErrorKind::invalid_argument,
                 "--aux-address " + base::quoted(name + "=" + address.text()) +
                     " is the default gateway of subnet " + subnet.prefix.text())
        .hint("choose another address, or another gateway: --gateway ADDRESS");
  }
  return {};
}

// Returns whether the subnet of a driver belongs to the LAN, and not to mydocker.
Result<bool> is_on_lan(Session& session, const model::Network& network) {
  MYDOCKER_TRY(const auto candidate, session.find_driver(network.driver));
  return candidate.manifest->can("lan");
}

// Returns whether two networks may have one subnet. That is so for two networks on one LAN: the LAN
// has the subnet, and each network gives away a part of it.
Result<bool> may_share(Session& session, const model::Network& network,
                       const model::Network& holder) {
  const auto overlaps = [&](const model::Subnet& subnet) {
    return std::ranges::any_of(holder.subnets, [&](const model::Subnet& held) {
      return held.prefix.overlaps(subnet.prefix);
    });
  };
  if (std::ranges::none_of(network.subnets, overlaps)) return false;
  MYDOCKER_TRY(const bool lan, is_on_lan(session, network));
  if (!lan) return false;
  return is_on_lan(session, holder);
}

// Returns all prefixes that a new subnet must not overlap. Networks are first, because users know
// their names better.
Result<std::vector<ipam::AllocatedPrefix>> taken_prefixes(
    Session& session, const std::vector<model::Network>& holders, const model::Network& network,
    const Links& shared_links) {
  std::vector<ipam::AllocatedPrefix> taken;
  for (const auto& holder : holders) {
    MYDOCKER_TRY(const bool shared, may_share(session, network, holder));
    if (shared) continue;
    for (const auto& subnet : holder.subnets) {
      taken.push_back({subnet.prefix, "network \"" + holder.name + "\""});
    }
  }
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto held, host->host_prefixes());
  for (const auto& one : held) {
    if (!shared_links.contains(one.link))
      taken.push_back({one.prefix, "the host's " + one.holder, one.is_route});
  }
  return taken;
}

// Returns the pools of the family. Pools of the configuration replace the default pools.
Result<std::vector<ipam::Pool>> pools_of(Session& session, Family family) {
  MYDOCKER_TRY(const auto* config, session.config());
  std::vector<ipam::Pool> pools;
  for (const auto& pool : config->address_pools)
    if (pool.base.address.family() == family) pools.push_back({pool.base, pool.size});
  return pools.empty() ? ipam::default_pools(model::unique_local_prefix(machine_id())) : pools;
}

// Chooses a subnet of the family, unless the user gave one.
Result<void> choose_subnet(Session& session, const std::vector<ipam::AllocatedPrefix>& taken,
                           model::Network& network, Family family) {
  const auto named = [&](const model::Subnet& subnet) {
    return subnet.prefix.address.family() == family;
  };
  if (std::ranges::any_of(network.subnets, named)) return {};
  MYDOCKER_TRY(const auto pools, pools_of(session, family));
  model::Subnet subnet;
  MYDOCKER_TRY(subnet.prefix, ipam::choose_subnet(family, pools, taken));
  network.subnets.push_back(std::move(subnet));
  return {};
}

}  // namespace

Result<void> allocate_gateways(Session& session, const Manifest& manifest,
                               model::Network& network) {
  MYDOCKER_TRY(const auto addresses, shared_addresses(session, manifest, network));
  for (const auto& address : addresses)
    for (auto& subnet : network.subnets) {
      if (!subnet.gateway && subnet.prefix.contains(address)) subnet.gateway = address;
      reserve_for_host(address, subnet);
    }
  for (auto& subnet : network.subnets) {
    const auto family = subnet.prefix.address.family();
    if (subnet.gateway || has_gateway_mode(network, family, kIsolatedMode)) continue;
    MYDOCKER_CHECK(check_default_gateway(subnet));
    subnet.gateway = ipam::default_gateway(subnet);
  }
  return {};
}

Result<void> allocate_subnets(Session& session, const std::vector<model::Network>& holders,
                              const Manifest& manifest, NewNetwork& spec) {
  auto& [network, families] = spec;
  MYDOCKER_TRY(const auto taken,
               taken_prefixes(session, holders, network, named_links(manifest, network)));
  for (const auto& subnet : network.subnets) {
    MYDOCKER_CHECK(
        ipam::check_free(subnet.prefix, taken).within("--subnet " + subnet.prefix.text()));
    if (const auto* route = ipam::covering_route(subnet.prefix, taken))
      session.log.notice("subnet " + subnet.prefix.text() + " is a part of " + route->holder +
                         ": the host sends packets to these addresses to the network");
  }
  if (families.v4) MYDOCKER_CHECK(choose_subnet(session, taken, network, Family::v4));
  if (families.v6) MYDOCKER_CHECK(choose_subnet(session, taken, network, Family::v6));
  if (manifest.can("lan")) {
    MYDOCKER_TRY(const auto addresses, shared_addresses(session, manifest, network));
    for (const auto& address : addresses)
      for (auto& subnet : network.subnets) reserve_for_host(address, subnet);
    MYDOCKER_CHECK(resolve_lan_gateways(session, network));
  } else {
    MYDOCKER_CHECK(allocate_gateways(session, manifest, network));
  }
  return allocate_host_addresses(network);
}

}  // namespace mydocker::app

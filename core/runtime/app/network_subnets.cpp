#include "runtime/app/network_subnets.hpp"

#include <algorithm>
#include <set>

#include "runtime/app/network_on_lan.hpp"
#include "runtime/ipam/address_space.hpp"
#include "runtime/ipam/subnet_pools.hpp"
#include "runtime/model/ids.hpp"

namespace mydocker::app {
namespace {

// An address of the host in a subnet that is shared is kept from the containers.
void reserve_for_host(const kernel::HeldPrefix& held, std::vector<model::Subnet>& subnets) {
  for (auto& subnet : subnets)
    if (held.address && subnet.prefix.contains(*held.address) && subnet.gateway != held.address)
      subnet.reserved.emplace("host", *held.address);
}

// Everything that a new subnet must keep clear of, the networks before the host: they are what
// people know.
Result<std::vector<ipam::Taken>> taken_prefixes(Parts& parts,
                                                const std::vector<model::Network>& holders,
                                                const std::set<std::string>& shared_links,
                                                std::vector<model::Subnet>& subnets) {
  std::vector<ipam::Taken> taken;
  for (const auto& holder : holders) {
    for (const auto& subnet : holder.subnets) {
      taken.push_back({subnet.prefix, "network \"" + holder.name + "\""});
    }
  }
  MYDOCKER_TRY(auto* host, parts.host_view());
  MYDOCKER_TRY(const auto held, host->held_prefixes());
  for (const auto& one : held) {
    if (shared_links.contains(one.link))
      reserve_for_host(one, subnets);
    else
      taken.push_back({one.prefix, "the host's " + one.holder});
  }
  return taken;
}

// Where the configuration names pools of a family, they stand in the place of the usual ones.
Result<std::vector<ipam::Pool>> pools_of(Parts& parts, Family family) {
  MYDOCKER_TRY(const auto* config, parts.config());
  std::vector<ipam::Pool> pools;
  for (const auto& pool : config->address_pools)
    if (pool.base.address.family() == family) pools.push_back({pool.base, pool.size});
  return pools.empty() ? ipam::default_pools(model::unique_local_prefix(machine_id())) : pools;
}

// A subnet of the family, unless the user has named one.
Result<void> choose_subnet(Parts& parts, const std::vector<ipam::Taken>& taken,
                           model::Network& network, Family family) {
  const auto named = [&](const model::Subnet& subnet) {
    return subnet.prefix.address.family() == family;
  };
  if (std::ranges::any_of(network.subnets, named)) return {};
  MYDOCKER_TRY(const auto pools, pools_of(parts, family));
  model::Subnet subnet;
  MYDOCKER_TRY(subnet.prefix, ipam::choose_subnet(family, pools, taken));
  network.subnets.push_back(std::move(subnet));
  return {};
}

}  // namespace

void settle_gateways(model::Network& network) {
  for (auto& subnet : network.subnets) {
    if (!subnet.gateway) subnet.gateway = ipam::default_gateway(subnet);
  }
}

Result<void> settle_subnets(Parts& parts, const std::vector<model::Network>& holders,
                            const Manifest& manifest, NetworkWish& wish) {
  auto& [network, families] = wish;
  MYDOCKER_TRY(const auto taken,
               taken_prefixes(parts, holders, named_links(manifest, network), network.subnets));
  for (const auto& subnet : network.subnets) {
    MYDOCKER_CHECK(
        ipam::check_free(subnet.prefix, taken).within("--subnet " + subnet.prefix.text()));
  }
  if (families.v4) MYDOCKER_CHECK(choose_subnet(parts, taken, network, Family::v4));
  if (families.v6) MYDOCKER_CHECK(choose_subnet(parts, taken, network, Family::v6));
  if (manifest.can("lan")) {
    MYDOCKER_CHECK(settle_lan_gateways(parts, network));
  } else {
    settle_gateways(network);
  }
  return settle_host_addresses(network);
}

}  // namespace mydocker::app

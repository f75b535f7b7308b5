#include "runtime/app/creation.hpp"

#include <algorithm>
#include <set>

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"
#include "runtime/ipam/subnet_pools.hpp"
#include "runtime/model/address_rules.hpp"
#include "runtime/model/ids.hpp"

namespace mydocker::app {
namespace {

using Links = std::set<std::string>;

constexpr const char* kHostName = "host";  // of the first host address

// Returns the links that mydocker has not created.
Result<Links> foreign_links(kernel::HostView& host, Links links) {
  for (auto link = links.begin(); link != links.end();) {
    MYDOCKER_TRY(const bool ours, host.is_managed(*link));
    link = ours ? links.erase(link) : std::next(link);
  }
  return links;
}

// Returns the links that the network names. For a network on a LAN, also those of other networks
// with the same subnet, because they are on the same LAN.
Result<Links> shared_links(Session& session, const Manifest& manifest,
                           const model::Network& network) {
  auto links = named_links(manifest, network);
  MYDOCKER_TRY(const auto others, networks_on_lan(session, manifest, network));
  for (const auto& other : others) {
    MYDOCKER_TRY(const auto driver, session.manifest_of(other.driver));
    MYDOCKER_TRY(const bool on_lan, is_on_lan(session, *driver, other));
    if (on_lan) links.merge(named_links(*driver, other));
  }
  return links;
}

// Returns the host's addresses on the shared links that mydocker has not created.
Result<std::vector<IpAddress>> shared_addresses(Session& session, const Manifest& manifest,
                                                const model::Network& network) {
  std::vector<IpAddress> addresses;
  MYDOCKER_TRY(auto links, shared_links(session, manifest, network));
  if (links.empty()) return addresses;
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(links, foreign_links(*host, std::move(links)));
  MYDOCKER_TRY(const auto held, host->host_prefixes());
  for (const auto& one : held)
    if (one.address && links.contains(host->link_name(one.link)))
      addresses.push_back(one.address->address);
  return addresses;
}

// Adds an address that the host has, so that no container gets it.
void add_host_address(const IpAddress& address, model::Subnet& subnet) {
  if (!subnet.prefix.contains(address) || subnet.gateway == address) return;
  std::string name = kHostName;
  for (int n = 2; subnet.host_addresses.contains(name); ++n) {
    if (subnet.host_addresses.at(name) == address) return;
    name = kHostName + ("-" + std::to_string(n));
  }
  subnet.host_addresses.emplace(name, address);
}

// The prefixes that a new subnet must not overlap. Networks are first, because users know their
// names better. Most holders have no text here, because almost none is printed.
struct Taken {
  std::vector<ipam::AllocatedPrefix> all;      // networks, networks in creation, the host
  std::vector<store::NetworkPrefix> networks;  // the first ones
  std::vector<kernel::HostPrefix> host;        // the last ones
};

Result<Taken> taken_prefixes(Session& session, OpenState& open_state,
                             store::Definitions& definitions, const Links& shared_links) {
  Taken taken;
  MYDOCKER_TRY(taken.networks, definitions.prefixes());
  for (const auto& one : taken.networks) taken.all.push_back({one.prefix, {}});
  MYDOCKER_TRY(const auto others, open_state.state.networks_in_creation());
  for (const auto& other : others)
    for (const auto& subnet : other.subnets)
      taken.all.push_back({subnet.prefix, "network " + base::quoted(other.name)});
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(taken.host, host->host_prefixes());
  if (!shared_links.empty())
    std::erase_if(taken.host, [&](const kernel::HostPrefix& one) {
      return shared_links.contains(host->link_name(one.link));
    });
  for (const auto& one : taken.host) taken.all.push_back({one.prefix, {}, one.is_route});
  return taken;
}

Result<std::string> holder_of(Session& session, store::Definitions& definitions, const Taken& taken,
                              std::size_t index) {
  if (!taken.all[index].holder.empty()) return taken.all[index].holder;
  if (index < taken.networks.size()) {
    MYDOCKER_TRY(const auto name, definitions.name_of(taken.networks[index].network));
    return "network " + base::quoted(name);
  }
  MYDOCKER_TRY(auto* host, session.host_view());
  const std::size_t from_end = taken.all.size() - index;
  return "the host's " + holder_text(*host, taken.host[taken.host.size() - from_end]);
}

// Returns an error if an aux address is the one that the gateway would get.
Result<void> check_default_gateway(const model::Subnet& subnet) {
  const auto gateway = model::lowest_usable(subnet.prefix);
  for (const auto& [name, address] : subnet.aux_addresses) {
    if (address != gateway) continue;
    return Error(ErrorKind::invalid_argument,
                 "--aux-address " + base::quoted(name + "=" + address.text()) +
                     " is the default gateway of subnet " + subnet.prefix.text())
        .hint("choose another address, or another gateway: --gateway ADDRESS");
  }
  return {};
}

// Returns whether the prefix belongs to a network on a LAN.
Result<bool> is_of_lan(Session& session, store::Definitions& definitions, const Taken& taken,
                       std::size_t index) {
  if (index >= taken.networks.size()) return false;
  MYDOCKER_TRY(const auto name, definitions.name_of(taken.networks[index].network));
  MYDOCKER_TRY(const auto holder, definitions.find(name));
  if (!holder) return false;
  MYDOCKER_TRY(const auto candidate, session.find_driver(holder->driver));
  return is_on_lan(session, *candidate.manifest, *holder);
}

// already_exists: the prefix overlaps a taken one. The error names its holder. A route that covers
// the whole prefix is only reported, because the route of the network is longer.
Result<void> check_free(Session& session, store::Definitions& definitions, const Taken& taken,
                        const IpPrefix& wanted, bool on_lan) {
  for (std::size_t n = 0; n < taken.all.size(); ++n) {
    if (!taken.all[n].prefix.overlaps(wanted)) continue;
    MYDOCKER_TRY(const bool shared,
                 on_lan ? is_of_lan(session, definitions, taken, n) : Result<bool>(false));
    if (shared) continue;
    MYDOCKER_TRY(auto holder, holder_of(session, definitions, taken, n));
    if (ipam::is_covering_route(taken.all[n], wanted)) {
      session.log.notice("subnet " + wanted.text() + " is a part of " + holder +
                         ": packets to the addresses of the subnet now go to the network");
      continue;
    }
    return ipam::check_free(wanted, {{taken.all[n].prefix, std::move(holder)}});
  }
  return {};
}

// The leases of a network that has no container yet.
class NoLeases final : public ipam::Leases {
 public:
  Result<std::optional<IpAddress>> first_free(const IpAddress& first,
                                              const IpAddress& last) override {
    return last < first ? std::optional<IpAddress>() : std::optional(first);
  }
};

// invalid_argument: the gateway and reserved addresses are all that the range contains. Addresses
// that are reserved for containers count as free.
Result<void> check_range(model::Subnet subnet) {
  if (!subnet.range) return {};
  subnet.reservations.clear();
  NoLeases none;
  if (ipam::next_address(subnet, std::nullopt, none).ok()) return {};
  return Error(ErrorKind::invalid_argument, "--ip-range " + model::range_text(*subnet.range) +
                                                " has only the gateway and reserved addresses")
      .hint("choose a larger range, or another gateway: --gateway ADDRESS");
}

Error not_a_slice(const IpPrefix& wanted, const std::string& what) {
  return Error(ErrorKind::already_exists, "subnet " + wanted.text() + " contains " + what)
      .hint("choose a smaller part of the LAN that no other host uses");
}

// Checks a subnet that is a part of the prefix of a link that the user named: the addresses of the
// host and of its routers on this link stay outside. `links` are not those of a network.
Result<void> check_slice(Session& session, const Links& links, const IpPrefix& wanted) {
  if (links.empty()) return {};
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto held, host->host_prefixes());
  for (const auto& one : held) {
    if (!one.address || !wanted.contains(one.address->address)) continue;
    if (links.contains(host->link_name(one.link)))
      return not_a_slice(wanted, "the host's " + holder_text(*host, one));
  }
  MYDOCKER_TRY(const auto routes, host->default_routes(wanted.address.family()));
  for (const auto& route : routes)
    if (route.via && links.contains(route.link) && wanted.contains(*route.via))
      return not_a_slice(wanted, "the router " + route.via->text() + " of the host");
  return {};
}

// Returns the pools of the family. Pools of the configuration replace the default pools.
Result<std::vector<ipam::Pool>> pools_of(Session& session, Family family) {
  MYDOCKER_TRY(const auto* config, session.config());
  std::vector<ipam::Pool> pools;
  for (const auto& pool : config->address_pools)
    if (pool.base.address.family() == family) pools.push_back({pool.base, pool.size});
  return pools.empty()
             ? ipam::default_pools(model::unique_local_prefix(session.system.machine_id()))
             : pools;
}

Result<IpPrefix> free_subnet_beside(Session& session,
                                    const std::vector<ipam::AllocatedPrefix>& taken,
                                    Family family) {
  MYDOCKER_TRY(const auto pools, pools_of(session, family));
  return ipam::choose_subnet(family, pools, taken);
}

// Chooses a subnet of the family, unless the user gave one: that of the LAN, or one of the pools.
Result<void> choose_subnet(Session& session, const Manifest& manifest,
                           const std::vector<ipam::AllocatedPrefix>& taken, model::Network& network,
                           Family family) {
  const auto named = [&](const model::Subnet& subnet) {
    return subnet.prefix.address.family() == family;
  };
  if (std::ranges::any_of(network.subnets, named)) return {};
  model::Subnet subnet;
  MYDOCKER_TRY(const auto of_lan, subnet_of_lan(session, manifest, network, family));
  if (of_lan) {
    subnet.prefix = *of_lan;
  } else {
    MYDOCKER_TRY(subnet.prefix, free_subnet_beside(session, taken, family));
  }
  network.subnets.push_back(std::move(subnet));
  return {};
}

}  // namespace

Result<IpPrefix> free_subnet(Session& session, OpenState& open_state,
                             store::Definitions& definitions, Family family) {
  MYDOCKER_TRY(const auto taken, taken_prefixes(session, open_state, definitions, {}));
  return free_subnet_beside(session, taken.all, family);
}

Result<void> allocate_gateways(Session& session, const Manifest& manifest,
                               model::Network& network) {
  MYDOCKER_TRY(const auto addresses, shared_addresses(session, manifest, network));
  for (const auto& address : addresses)
    for (auto& subnet : network.subnets) {
      if (!subnet.gateway && subnet.prefix.contains(address)) subnet.gateway = address;
      add_host_address(address, subnet);
    }
  for (auto& subnet : network.subnets) {
    const auto family = subnet.prefix.address.family();
    if (subnet.gateway || has_gateway_mode(network, manifest, family, kIsolatedMode)) continue;
    MYDOCKER_CHECK(check_default_gateway(subnet));
    subnet.gateway = ipam::default_gateway(subnet);
  }
  return {};
}

Result<void> allocate_subnets(Session& session, OpenState& open_state,
                              store::Definitions& definitions, const Manifest& manifest,
                              model::CheckedNetwork& spec) {
  auto& [network, families] = spec;
  MYDOCKER_TRY(const auto links, shared_links(session, manifest, network));
  MYDOCKER_TRY(const auto taken, taken_prefixes(session, open_state, definitions, links));
  MYDOCKER_TRY(const bool on_lan, is_on_lan(session, manifest, network));
  for (const auto& subnet : network.subnets) {
    MYDOCKER_CHECK(check_free(session, definitions, taken, subnet.prefix, on_lan)
                       .within("--subnet " + subnet.prefix.text()));
    if (!on_lan)
      MYDOCKER_CHECK(check_slice(session, named_links(manifest, network), subnet.prefix)
                         .within("--subnet " + subnet.prefix.text()));
  }
  if (families.v4) MYDOCKER_CHECK(choose_subnet(session, manifest, taken.all, network, Family::v4));
  if (families.v6) MYDOCKER_CHECK(choose_subnet(session, manifest, taken.all, network, Family::v6));
  if (manifest.can(Capability::lan)) {
    MYDOCKER_TRY(const auto addresses, shared_addresses(session, manifest, network));
    for (const auto& address : addresses)
      for (auto& subnet : network.subnets) add_host_address(address, subnet);
    MYDOCKER_CHECK(resolve_lan_gateways(session, manifest, network));
  } else {
    MYDOCKER_CHECK(allocate_gateways(session, manifest, network));
  }
  for (const auto& subnet : network.subnets) MYDOCKER_CHECK(check_range(subnet));
  return allocate_host_addresses(manifest, network);
}

}  // namespace mydocker::app

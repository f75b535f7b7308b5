#include "runtime/app/network_subnets.hpp"

#include <algorithm>
#include <set>

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/app/taken_prefixes.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/address_space.hpp"
#include "runtime/ipam/subnet_pools.hpp"
#include "runtime/model/address_rules.hpp"
#include "runtime/model/ids.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kHostName = "host";  // name of the first host address

// Returns the links that mydocker has not created.
Result<Links> foreign_links(kernel::HostView& host, Links links) {
  for (auto link = links.begin(); link != links.end();) {
    MYDOCKER_TRY(const bool managed, host.is_managed(*link));
    link = managed ? links.erase(link) : std::next(link);
  }
  return links;
}

// Returns the links that the network's options name. Other networks with the same subnet are on the
// same LAN, so their links are returned too.
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

// Returns the host's addresses on links that the network shares with other programs or networks.
// Addresses on links that the network itself names are first.
Result<std::vector<IpAddress>> shared_addresses(Session& session, const Manifest& manifest,
                                                const model::Network& network) {
  std::vector<IpAddress> own;
  std::vector<IpAddress> others;
  MYDOCKER_TRY(auto links, shared_links(session, manifest, network));
  if (links.empty()) return own;
  const auto own_links = named_links(manifest, network);
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(links, foreign_links(*host, std::move(links)));
  MYDOCKER_TRY(const auto prefixes, host->host_prefixes());
  for (const auto& one : prefixes) {
    const auto link = host->link_name(one.link);
    if (one.address && links.contains(link))
      (own_links.contains(link) ? own : others).push_back(one.address->address);
  }
  own.insert(own.end(), others.begin(), others.end());
  return own;
}

// Excludes an address of the host from those for containers. Does nothing if it is excluded
// already, because it is the gateway or an aux address.
void add_host_address(const IpAddress& address, model::Subnet& subnet) {
  const auto is_address = [&](const auto& named) { return named.second == address; };
  if (!subnet.prefix.contains(address) || subnet.gateway == address ||
      std::ranges::any_of(subnet.aux_addresses, is_address))
    return;
  std::string name = kHostName;
  for (int n = 2; subnet.host_addresses.contains(name); ++n) {
    if (subnet.host_addresses.at(name) == address) return;
    name = kHostName + ("-" + std::to_string(n));
  }
  subnet.host_addresses.emplace(name, address);
}

// Returns an error if the subnet's default gateway would be an aux address.
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

// Excludes the host's addresses from those for containers. already_exists: the user has reserved
// one of them for a container, which would never get it.
Result<void> exclude_host_addresses(const std::vector<IpAddress>& of_host,
                                    model::Network& network) {
  for (const auto& address : of_host)
    for (auto& subnet : network.subnets) add_host_address(address, subnet);
  for (const auto& subnet : network.subnets)
    for (const auto& [container, address] : subnet.reservations)
      if (subnet.gateway == address || std::ranges::find(of_host, address) != of_host.end())
        return Error(ErrorKind::already_exists,
                     "--reserve " + base::quoted(container + "=" + address.text()) +
                         (subnet.gateway == address ? " is the gateway" : " belongs to the host"))
            .hint("choose another address");
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

// Checks the range of a subnet. invalid_argument: it contains only the gateway and reserved
// addresses. Addresses that are reserved for containers count as free.
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

// The user can name a link of the host and give a part of its prefix as the subnet. Returns an
// error if this part contains an address of the host or of a router on this link. `links` are the
// links of other programs.
Result<void> check_slice(Session& session, const Links& links, const IpPrefix& wanted) {
  if (links.empty()) return {};
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto prefixes, host->host_prefixes());
  for (const auto& one : prefixes) {
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

// If a network in creation uses a part of the subnet, returns the last address of that network's
// prefix.
std::optional<IpAddress> in_creation_until(const std::vector<model::Network>& in_creation,
                                           const IpPrefix& subnet) {
  for (const auto& other : in_creation)
    for (const auto& own : other.subnets)
      if (own.prefix.overlaps(subnet)) return own.prefix.last();
  return std::nullopt;
}

// Returns the first subnet that no network uses. Returns nothing if the host uses it.
Result<std::optional<IpPrefix>> unused_subnet(Session& session, const Holders& holders,
                                              const std::vector<ipam::Pool>& pools, Family family) {
  MYDOCKER_TRY(
      const auto subnet,
      ipam::first_unused_subnet(
          family, pools, [&](const IpPrefix& candidate) -> Result<std::optional<IpAddress>> {
            const auto last = in_creation_until(holders.in_creation, candidate);
            return last ? last : holders.definitions.end_of_run(candidate);
          }));
  if (!subnet) return subnet;
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const auto prefixes, host->host_prefixes_overlapping({*subnet}));
  return prefixes.empty() ? subnet : std::nullopt;
}

// Returns the first free subnet of the pools. Usually the first subnet that no network uses is free
// on the host too. Only if it is not, all prefixes of networks and of the host are listed.
Result<IpPrefix> subnet_of_pools(Session& session, const Holders& holders, Family family) {
  MYDOCKER_TRY(const auto pools, pools_of(session, family));
  MYDOCKER_TRY(const auto unused, unused_subnet(session, holders, pools, family));
  if (unused) return *unused;
  MYDOCKER_TRY(const auto taken, taken_prefixes(session, holders, nullptr));
  return ipam::choose_subnet(family, pools, taken.all);
}

// Chooses a subnet of the family if the user gave none. It is the subnet of the LAN, or one of the
// pools.
Result<void> choose_subnet(Session& session, const Holders& holders, const Manifest& manifest,
                           model::Network& network, Family family) {
  const auto named = [&](const model::Subnet& subnet) {
    return subnet.prefix.address.family() == family;
  };
  if (std::ranges::any_of(network.subnets, named)) return {};
  model::Subnet subnet;
  MYDOCKER_TRY(const auto of_lan, subnet_of_lan(session, manifest, network, family));
  if (of_lan) {
    subnet.prefix = *of_lan;
  } else {
    MYDOCKER_TRY(subnet.prefix, subnet_of_pools(session, holders, family));
  }
  network.subnets.push_back(std::move(subnet));
  return {};
}

// Checks the given subnets. already_exists: one of them is not free.
Result<void> check_given(Session& session, const Holders& holders, const Manifest& manifest,
                         const model::Network& network) {
  if (network.subnets.empty()) return {};
  std::vector<IpPrefix> given;
  for (const auto& subnet : network.subnets) given.push_back(subnet.prefix);
  MYDOCKER_TRY(const auto taken, taken_prefixes(session, holders, &given));
  MYDOCKER_TRY(const bool on_lan, is_on_lan(session, manifest, network));
  for (const auto& prefix : given) {
    MYDOCKER_CHECK(
        check_free(session, holders, taken, prefix, on_lan).within("--subnet " + prefix.text()));
    if (!on_lan)
      MYDOCKER_CHECK(check_slice(session, named_links(manifest, network), prefix)
                         .within("--subnet " + prefix.text()));
  }
  return {};
}

// Writes a note if a gateway of the user is an address of the host. A macvlan does not reach the
// host through its parent.
void tell_unreachable_gateway(Session& session, const std::vector<IpAddress>& of_host,
                              const model::Network& network) {
  for (const auto& subnet : network.subnets)
    if (subnet.gateway && std::ranges::find(of_host, *subnet.gateway) != of_host.end())
      session.log.notice("the gateway " + subnet.gateway->text() +
                         " is an address of the host: the containers do not reach the host "
                         "through the parent; use the address of a router: --gateway ADDRESS");
}

}  // namespace

Result<IpPrefix> free_subnet(Session& session, OpenState& open_state,
                             store::Definitions& definitions, Family family) {
  MYDOCKER_TRY(const auto in_creation, open_state.state.networks_in_creation());
  return subnet_of_pools(session, {definitions, in_creation, {}}, family);
}

Result<void> allocate_gateways(Session& session, const Manifest& manifest,
                               model::Network& network) {
  MYDOCKER_TRY(const auto of_host, shared_addresses(session, manifest, network));
  for (auto& subnet : network.subnets) {
    const auto own = std::ranges::find_if(
        of_host, [&](const IpAddress& address) { return subnet.prefix.contains(address); });
    if (!subnet.gateway && own != of_host.end()) subnet.gateway = *own;
    const auto family = subnet.prefix.address.family();
    if (subnet.gateway || has_gateway_mode(network, manifest, family, kIsolatedMode)) continue;
    MYDOCKER_CHECK(check_default_gateway(subnet));
    subnet.gateway = ipam::default_gateway(subnet);
  }
  return exclude_host_addresses(of_host, network);
}

Result<void> allocate_subnets(Session& session, OpenState& open_state,
                              store::Definitions& definitions, const Manifest& manifest,
                              model::CheckedNetwork& spec) {
  auto& [network, families] = spec;
  MYDOCKER_TRY(const auto links, shared_links(session, manifest, network));
  MYDOCKER_TRY(const auto in_creation, open_state.state.networks_in_creation());
  const Holders holders{definitions, in_creation, links};
  MYDOCKER_CHECK(check_given(session, holders, manifest, network));
  if (families.v4) MYDOCKER_CHECK(choose_subnet(session, holders, manifest, network, Family::v4));
  if (families.v6) MYDOCKER_CHECK(choose_subnet(session, holders, manifest, network, Family::v6));
  if (manifest.can(Capability::lan)) {
    MYDOCKER_TRY(const auto of_host, shared_addresses(session, manifest, network));
    tell_unreachable_gateway(session, of_host, network);
    MYDOCKER_CHECK(exclude_host_addresses(of_host, network));
    MYDOCKER_CHECK(resolve_lan_gateways(session, manifest, network));
  } else {
    MYDOCKER_CHECK(allocate_gateways(session, manifest, network));
  }
  for (const auto& subnet : network.subnets) MYDOCKER_CHECK(check_range(subnet));
  return allocate_host_addresses(manifest, network);
}

}  // namespace mydocker::app

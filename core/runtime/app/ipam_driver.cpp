#include "runtime/app/ipam_driver.hpp"

#include <algorithm>
#include <set>

#include "mydocker/ipam_handler.hpp"
#include "runtime/app/endpoint_addresses.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/address_rules.hpp"
#include "runtime/model/network_spec.hpp"
#include "runtime/model/option_check.hpp"
#include "runtime/plan/diff.hpp"

namespace mydocker::app {
namespace {

Error not_an_ipam_driver(const std::string& name) {
  return Error(ErrorKind::invalid_argument,
               "--ipam-driver " + base::quoted(name) + ": the driver does not choose addresses")
      .hint("choose a driver with the capability \"ipam\": mydocker driver ls")
      .hint("or leave --ipam-driver out: containers get the next free address");
}

Error unknown_ipam_driver(Error error) {
  if (error.kind() != ErrorKind::not_found) return std::move(error).within("--ipam-driver");
  Error known(ErrorKind::invalid_argument, error.message());
  return std::move(known)
      .within("--ipam-driver")
      .hint("default: containers get the next free address; static: only addresses from --ip")
      .hint("none: a network without subnets; NAME: an installed IPAM driver");
}

Result<void> check_has_addresses(const Manifest& manifest, const model::Network& network) {
  if (manifest.can(Capability::addresses)) return {};
  return Error(ErrorKind::invalid_argument,
               "--ipam-driver " + base::quoted(network.ipam_driver.name()) +
                   ": networks of driver " + base::quoted(manifest.name) + " have no addresses")
      .hint("leave --ipam-driver out, or choose a driver with addresses: mydocker driver ls");
}

Error no_ipam_options(const model::Network& network) {
  const auto& [key, value] = *network.ipam_options.begin();
  return Error(ErrorKind::invalid_argument,
               "--ipam-opt " + base::quoted(key + "=" + value) +
                   ": only an IPAM driver has options, and the network has none")
      .hint("choose one with --ipam-driver NAME, or use --ip-range, --aux-address or --reserve");
}

Result<void> check_without_range(const model::Network& network) {
  for (const auto& subnet : network.subnets)
    if (subnet.range)
      return Error(ErrorKind::invalid_argument,
                   "--ip-range cannot be combined with the IPAM driver " +
                       base::quoted(network.ipam_driver.name()))
          .hint("leave --ip-range out; the driver chooses the addresses");
  return {};
}

// Returns the addresses that the IPAM driver must not give to this container.
std::vector<IpAddress> excluded_addresses(const model::Network& network,
                                          const std::string& container) {
  std::vector<IpAddress> excluded;
  for (const auto& subnet : network.subnets) {
    if (subnet.gateway) excluded.push_back(*subnet.gateway);
    for (const auto* kept : {&subnet.aux_addresses, &subnet.host_addresses})
      for (const auto& [name, address] : *kept) excluded.push_back(address);
    for (const auto& [name, address] : subnet.reservations)
      if (name != container) excluded.push_back(address);
  }
  return excluded;
}

// Returns the options that the IPAM driver gets with a lease. They are empty if another driver
// plans the network, because a network has only the options of that driver.
Result<Options> lease_options(const Manifest& manifest, const model::Network& network) {
  auto options = network.ipam_options;
  if (network.ipam_driver.name() != network.driver) return Options(std::move(options));
  MYDOCKER_TRY(auto own, model::with_defaults(network.options, manifest, OptionScope::network));
  options.merge(own);
  return Options(std::move(options));
}

Result<PlanEntry> lease_entry(const Manifest& manifest, const model::Network& network,
                              const model::Endpoint& endpoint) {
  Lease lease;
  lease.endpoint = endpoint.id;
  lease.network = network.id;
  lease.container = endpoint.container;
  lease.mac = endpoint.mac;
  lease.addresses = endpoint.addresses;
  for (const auto& subnet : enabled_part(network, endpoint, manifest).subnets)
    lease.subnets.push_back(subnet.prefix);
  lease.excluded = excluded_addresses(network, endpoint.container);
  MYDOCKER_TRY(lease.options, lease_options(manifest, network));
  return PlanEntry{custom_of(lease),
                   "the addresses from the IPAM driver " + base::quoted(network.ipam_driver.name()),
                   Lifetime::plan};
}

struct AllocationRules {
  Session& session;
  store::RuntimeState& state;
  const model::Network& network;  // the network, without the subnets that the endpoint does not use
  const std::vector<model::Network>& sharing;
  const model::Endpoint& endpoint;  // the endpoint, with the addresses that the user requires
  bool on_lan = false;              // whether a router of a LAN is the gateway, and not the host
};

const model::Subnet* subnet_with(const model::Network& network, const IpAddress& address) {
  for (const auto& subnet : network.subnets)
    if (subnet.prefix.contains(address)) return &subnet;
  return nullptr;
}

// Notes that another network on the LAN took the address while the driver allocated it.
Result<void> note_lost_race(const AllocationRules& rules, const IpAddress& address) {
  MYDOCKER_TRY(const auto holder,
               holder_on_lan(rules.state, rules.sharing, address, rules.endpoint.container));
  if (holder) rules.session.lost_address = true;
  return {};
}

Result<void> check_given(const AllocationRules& rules, const IpPrefix& given) {
  const auto& [session, state, network, sharing, endpoint, on_lan] = rules;
  const auto* const subnet = subnet_with(network, given.address);
  if (subnet == nullptr) return no_subnet_for(given.text(), network);
  if (subnet->prefix.length != given.length)
    return Error(ErrorKind::driver,
                 given.text() + " does not have the prefix length of " + subnet->prefix.text());
  const auto& required = endpoint.addresses;
  if (std::ranges::find(required, given) != required.end()) return {};
  MYDOCKER_CHECK(note_lost_race(rules, given.address));
  return check_usable(state, network, *subnet, sharing, given.address.text(), given.address,
                      endpoint.container);
}

Result<void> check_gateway(const AllocationRules& rules, const IpAddress& gateway) {
  const auto* const subnet = subnet_with(rules.network, gateway);
  if (subnet == nullptr) return no_subnet_for("gateway " + gateway.text(), rules.network);
  if (!model::is_usable(subnet->prefix, gateway))
    return Error(ErrorKind::driver,
                 "gateway " + gateway.text() + " is not usable in subnet " + subnet->prefix.text());
  if (rules.on_lan || subnet->gateway == gateway) return {};
  return Error(ErrorKind::driver, "gateway " + gateway.text() + " is not the one of the network")
      .hint("only a network on a LAN can have another gateway; the host is the gateway of others");
}

Result<void> check_gateways(const AllocationRules& rules, const Allocation& given) {
  std::set<IpPrefix> subnets;
  for (const auto& gateway : given.gateways) {
    MYDOCKER_CHECK(check_gateway(rules, gateway));
    const auto& prefix = subnet_with(rules.network, gateway)->prefix;
    if (!subnets.insert(prefix).second)
      return Error(ErrorKind::driver, "it gives two gateways in subnet " + prefix.text());
    if (std::ranges::find(given.addresses, gateway, &IpPrefix::address) != given.addresses.end())
      return Error(ErrorKind::driver, "it gives the gateway " + gateway.text() + " as address");
  }
  return {};
}

Result<void> check_addresses(const AllocationRules& rules, const std::vector<IpPrefix>& given) {
  if (given.empty()) return Error(ErrorKind::driver, "it gives no address");
  for (auto one = given.begin(); one != given.end(); ++one) {
    if (std::find(given.begin(), one, *one) != one)
      return Error(ErrorKind::driver, "it gives " + one->text() + " twice");
    MYDOCKER_CHECK(check_given(rules, *one));
  }
  return {};
}

// Checks the allocation and returns its routes. Their rules are those of --route.
Result<std::vector<model::StaticRoute>> checked_routes(const AllocationRules& rules,
                                                       const Allocation& given) {
  MYDOCKER_CHECK(check_addresses(rules, given.addresses));
  MYDOCKER_CHECK(check_gateways(rules, given));
  std::vector<std::string> words;
  for (const auto& route : given.routes) {
    if (route.destination.has_host_bits() ||
        route.via.has_value() != (route.type == RouteType::unicast))
      return Error(ErrorKind::driver, "its route " + route.destination.text() + " is not valid");
    words.push_back(model::route_text({route.destination, route.via, route.metric, route.type}));
  }
  auto routes = model::check_routes(words, rules.network.subnets);
  if (!routes) return Error(ErrorKind::driver, "a route as in " + routes.error().message());
  return routes;
}

// Adds the allocation to the endpoint. Call it inside a transaction. A dry run has not called the
// driver, so the endpoint keeps the expected addresses.
Result<void> add_allocation(Session& session, OpenState& open_state, const ConnectionTarget& target,
                            model::Endpoint& endpoint) {
  if (session.is_dry_run()) return {};
  const auto& manifest = target.driver.manifest();
  const auto network = enabled_part(target.network(), endpoint, manifest);
  MYDOCKER_TRY(const auto sharing, networks_on_lan(session, manifest, network));
  MYDOCKER_TRY(const bool on_lan, is_on_lan(session, manifest, network));
  const AllocationRules rules{session, open_state.state, network, sharing, endpoint, on_lan};
  const auto& given = session.allocations[endpoint.id];
  MYDOCKER_TRY(auto routes, checked_routes(rules, given)
                                .within("IPAM driver " + base::quoted(network.ipam_driver.name())));
  endpoint.routes = std::move(routes);
  endpoint.gateways = given.gateways;
  endpoint.addresses = given.addresses;
  return {};
}

}  // namespace

Result<void> resolve_ipam_driver(Session& session, const Manifest& manifest,
                                 model::Network& network) {
  auto& choice = network.ipam_driver;
  if (choice == model::IpamDriver::builtin && manifest.can(Capability::ipam))
    choice = model::IpamDriver(manifest.name);
  if (!has_ipam_driver(network))
    return network.ipam_options.empty() ? Result<void>() : no_ipam_options(network);
  MYDOCKER_CHECK(check_has_addresses(manifest, network));
  const auto found = session.manifest_of(choice.name());
  if (!found) return unknown_ipam_driver(found.error());
  if (!(*found)->can(Capability::ipam)) return not_an_ipam_driver(choice.name());
  MYDOCKER_CHECK(session.check_enabled(choice.name()));
  MYDOCKER_TRY(
      network.ipam_options,
      model::check_options(network.ipam_options, **found, OptionScope::ipam).within("--ipam-opt"));
  return check_without_range(network);
}

Result<void> check_ipam_driver(Session& session, const model::Network& network) {
  if (!has_ipam_driver(network)) return {};
  const auto& name = network.ipam_driver.name();
  MYDOCKER_CHECK(session.check_enabled(name));
  MYDOCKER_TRY(const auto* driver, session.driver_for_cleanup(name));
  return check_gives_addresses(network, driver->manifest());
}

Result<void> check_gives_addresses(const model::Network& network, const Manifest& ipam) {
  if (!has_ipam_driver(network) || network.ipam_driver.name() != ipam.name ||
      ipam.can(Capability::ipam))
    return {};
  return Error(ErrorKind::unsupported,
               "IPAM driver " + base::quoted(ipam.name) + ": the driver does not choose addresses")
      .hint("install a version with the capability \"ipam\": mydocker driver install FILE");
}

model::Network with_allocation(model::Network network, const model::Endpoint& endpoint) {
  for (auto& subnet : network.subnets)
    for (const auto& gateway : endpoint.gateways)
      if (subnet.prefix.contains(gateway)) subnet.gateway = gateway;
  const auto is_known = [&network](const model::StaticRoute& route) {
    return std::ranges::any_of(network.routes, [&route](const model::StaticRoute& known) {
      return known.destination == route.destination && known.metric == route.metric;
    });
  };
  for (const auto& route : endpoint.routes)
    if (!is_known(route)) network.routes.push_back(route);
  return network;
}

bool has_ipam_driver(const model::Network& network) { return !network.ipam_driver.name().empty(); }

Result<Plan> with_lease(Plan plan, const Manifest& manifest, const model::Network& network,
                        const model::Endpoint& endpoint) {
  if (!has_ipam_driver(network)) return plan;
  MYDOCKER_TRY(auto lease, lease_entry(manifest, network, endpoint));
  Plan whole(std::vector<PlanEntry>{std::move(lease)});
  for (const auto& entry : plan.entries()) whole.ensure(entry.resource, entry.why, entry.lifetime);
  for (const auto& warning : plan.warnings()) whole.warn(warning);
  for (const auto& [key, value] : plan.status()) whole.report(key, value);
  return whole;
}

Result<void> reserve_held_on_lan(Session& session, OpenState& open_state,
                                 const model::Network& network, Lease& lease) {
  MYDOCKER_TRY(const auto manifest, session.manifest_of(network.driver));
  MYDOCKER_TRY(const auto sharing, networks_on_lan(session, *manifest, network));
  MYDOCKER_TRY(const auto held, held_on_lan(open_state.state, sharing, lease.container));
  lease.excluded.insert(lease.excluded.end(), held.begin(), held.end());
  return {};
}

Result<void> lease_addresses(Session& session, OpenState& open_state, const ConnectRequest& request,
                             const ConnectionTarget& target, const LeaseEntry& entry) {
  if (session.is_dry_run())
    session.log.notice("the addresses are examples: the IPAM driver " +
                       base::quoted(target.network().ipam_driver.name()) +
                       " chooses them when the container is connected");
  const std::vector<plan::Step> steps{
      {.entry = entry.execution.created.entries().front(), .prior = {}}};
  auto& endpoint = entry.endpoint;
  const auto complete = [&](const Plan& /*recorded*/) -> Result<void> {
    MYDOCKER_TRY(auto transaction, open_state.state.begin());
    MYDOCKER_CHECK(add_allocation(session, open_state, target, endpoint));
    MYDOCKER_CHECK(complete_endpoint(session, open_state, request, target, endpoint));
    MYDOCKER_CHECK(open_state.state.replace_endpoint(entry.id, endpoint));
    return transaction.commit();
  };
  return apply::Applier(entry.execution).carry_out(entry.id, steps, complete);
}

}  // namespace mydocker::app

#include "runtime/app/ipam_driver.hpp"

#include <algorithm>

#include "mydocker/ipam_handler.hpp"
#include "runtime/app/endpoint_addresses.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/base/quoted.hpp"
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
  if (network.ipam_driver.name() != network.driver) return Options();
  return model::with_defaults(network.options, manifest, OptionScope::network)
      .transform([](auto values) { return Options(std::move(values)); });
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

// The rules that the addresses of an allocation must meet.
struct AllocationRules {
  store::RuntimeState& state;
  const model::Network& network;  // the network, without the subnets that the endpoint does not use
  const std::vector<model::Network>& sharing;
  const model::Endpoint& endpoint;  // the endpoint, with the addresses that the user requires
};

Result<void> check_given(const AllocationRules& rules, const IpPrefix& given) {
  const auto& [state, network, sharing, endpoint] = rules;
  const auto subnet = std::ranges::find_if(network.subnets, [&](const model::Subnet& one) {
    return one.prefix.contains(given.address);
  });
  if (subnet == network.subnets.end()) return no_subnet_for(given.text(), network);
  if (subnet->prefix.length != given.length)
    return Error(ErrorKind::driver,
                 given.text() + " does not have the prefix length of " + subnet->prefix.text());
  const auto& required = endpoint.addresses;
  if (std::ranges::find(required, given) != required.end()) return {};
  return check_usable(state, network, *subnet, sharing, given.address.text(), given.address,
                      endpoint.container);
}

Result<void> check_allocation(const AllocationRules& rules, const std::vector<IpPrefix>& given) {
  if (given.empty()) return Error(ErrorKind::driver, "it gives no address");
  for (auto one = given.begin(); one != given.end(); ++one) {
    if (std::find(given.begin(), one, *one) != one)
      return Error(ErrorKind::driver, "it gives " + one->text() + " twice");
    MYDOCKER_CHECK(check_given(rules, *one));
  }
  return {};
}

// Returns the addresses that the IPAM driver has given, after a check. Call it inside a
// transaction. A dry run has not called the IPAM driver, so it returns the example addresses of the
// endpoint.
Result<std::vector<IpPrefix>> allocated(Session& session, OpenState& open_state,
                                        const ConnectionTarget& target,
                                        const model::Endpoint& endpoint) {
  if (session.is_dry_run()) return endpoint.addresses;
  const auto& manifest = target.driver.manifest();
  const auto network = enabled_part(target.network(), endpoint, manifest);
  MYDOCKER_TRY(const auto sharing, networks_on_lan(session, manifest, network));
  const auto& given = session.allocations[endpoint.id].addresses;
  MYDOCKER_CHECK(check_allocation({open_state.state, network, sharing, endpoint}, given)
                     .within("IPAM driver " + base::quoted(network.ipam_driver.name())));
  return given;
}

}  // namespace

Result<void> resolve_ipam_driver(Session& session, const Manifest& manifest,
                                 model::Network& network) {
  auto& choice = network.ipam_driver;
  if (choice == model::IpamDriver::builtin && manifest.can(Capability::ipam))
    choice = model::IpamDriver(manifest.name);
  if (!has_ipam_driver(network)) return {};
  MYDOCKER_CHECK(check_has_addresses(manifest, network));
  const auto found = session.manifest_of(choice.name());
  if (!found) return unknown_ipam_driver(found.error());
  if (!(*found)->can(Capability::ipam)) return not_an_ipam_driver(choice.name());
  MYDOCKER_CHECK(session.check_enabled(choice.name()));
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
    MYDOCKER_TRY(endpoint.addresses, allocated(session, open_state, target, endpoint));
    MYDOCKER_CHECK(complete_endpoint(session, open_state, request, target, endpoint));
    MYDOCKER_CHECK(open_state.state.replace_endpoint(entry.id, endpoint));
    return transaction.commit();
  };
  return apply::Applier(entry.execution).carry_out(entry.id, steps, complete);
}

}  // namespace mydocker::app

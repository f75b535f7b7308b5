#include "runtime/app/driver_plans.hpp"

#include <algorithm>
#include <iterator>

#include "runtime/app/ipam_driver.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/drivers/path_trust.hpp"
#include "runtime/kernel/service_user.hpp"
#include "runtime/model/option_check.hpp"
#include "runtime/plan/host_half.hpp"
#include "runtime/plan/plan_check.hpp"
#include "runtime/plan/requested_prefixes.hpp"

namespace mydocker::app {
namespace {

// Checks that only root can change the program of each service, and that the user of the service
// exists. The rules for the program's file are those for the file of a driver
// (drivers/path_trust.hpp). An error names the service and gives the reason.
Result<void> check_services(const Plan& plan) {
  for (const auto& entry : plan.entries()) {
    const auto* service = entry.resource.get_if<Service>();
    if (service == nullptr) continue;
    const auto what = describe(entry.resource);
    MYDOCKER_CHECK(drivers::trusted_file(service->argv.front()).within(what));
    MYDOCKER_CHECK(kernel::find_service_user(service->user).within(what));
  }
  return {};
}

// Returns the rules that each plan of the network must meet.
plan::PlanRules rules_for(const Manifest& driver, const model::Network& network) {
  plan::PlanRules rules;
  rules.kinds = driver.resources;
  rules.named_links = named_links(driver, network);
  rules.ids.push_back(network.id);
  for (const auto& subnet : network.subnets) rules.subnets.push_back(subnet.prefix);
  return rules;
}

Result<Plan> checked_plan(Plan plan, const plan::PlanRules& rules, const Manifest& driver) {
  MYDOCKER_CHECK(plan::check_plan(plan, rules).within("driver \"" + driver.name + "\""));
  MYDOCKER_CHECK(check_services(plan).within("driver \"" + driver.name + "\""));
  return plan;
}

// Returns the facts without the endpoint itself. A driver gets only the other endpoints of the
// network.
HostFacts without(HostFacts facts, const std::string& endpoint_id) {
  std::erase_if(facts.endpoints, [&](const EndpointFact& one) { return one.id == endpoint_id; });
  return facts;
}

}  // namespace

// All members of the network are named, so that the compiler reports a new one as an error.
Result<NetworkView> view_for(const Manifest& driver, const model::Network& network) {
  const auto& [id, name, driver_name, link_name, subnets, internal, given, labels, created, routes,
               ipam_driver, ipam_options] = network;
  MYDOCKER_TRY(const auto options, model::with_defaults(given, driver, OptionScope::network));
  NetworkView view;
  view.id = id;
  view.name = name;
  view.link_name = link_name;
  view.internal = internal;
  view.options = Options(options);
  for (const auto& subnet : subnets)
    view.subnets.push_back(
        {subnet.prefix, subnet.gateway, host_address_in(driver, network, subnet)});
  for (const auto& [destination, via, metric, type] : routes)
    view.routes.push_back({destination, via, metric, type});
  if (driver.needs_fact(Need::labels)) view.labels = labels;
  return view;
}

// A driver does not see the container's namespace, nor the engine that manages the container.
Result<EndpointView> view_for(const Manifest& driver, const model::Endpoint& endpoint) {
  const auto& [id, network_id, container, netns_path, netns_cookie, link_name, mac, addresses,
               default_route, ports, given, created, gateway_priority, metric, extra_addresses,
               attachment, others, routed_v4, routed_v6, container_half, gateways, routes] =
      endpoint;
  MYDOCKER_TRY(const auto options, model::with_defaults(given, driver, OptionScope::endpoint));
  EndpointView view;
  view.id = id;
  view.container = container;
  view.link_name = link_name;
  view.mac = mac;
  view.addresses = addresses;
  view.default_route = default_route;
  view.metric = metric;
  view.extra_addresses = extra_addresses;
  view.others = others;
  for (const auto& published : ports) view.ports.push_back(published.port);
  view.options = Options(options);
  return view;
}

std::set<std::string> named_links(const Manifest& driver, const model::Network& network) {
  std::set<std::string> links;
  for (const auto& option : driver.options) {
    const auto given = network.options.find(option.key);
    if (option.type == OptionType::link && given != network.options.end())
      links.insert(given->second);
  }
  return links;
}

Result<Plan> network_plan(drivers::DriverHandle& driver, const model::Network& network,
                          const HostFacts& facts) {
  const Manifest& manifest = driver.manifest();
  MYDOCKER_TRY(const auto view, view_for(manifest, network));
  MYDOCKER_TRY(auto plan, driver.plan_network(view, facts));
  auto rules = rules_for(manifest, network);
  rules.advertised_link = facts.advertised_link;
  rules.requested = plan::requested_prefixes(view);
  return checked_plan(std::move(plan), rules, manifest);
}

Result<Plan> endpoint_plan(drivers::DriverHandle& driver, const store::ActiveNetwork& network,
                           const model::Endpoint& endpoint, const HostFacts& facts) {
  MYDOCKER_TRY(auto whole, whole_endpoint_plan(driver, network, endpoint, facts));
  if (endpoint.container_half == model::ContainerHalf::mydocker) return whole;
  return plan::host_half(whole).within("driver " + base::quoted(network.network.driver));
}

Result<Plan> whole_endpoint_plan(drivers::DriverHandle& driver, const store::ActiveNetwork& network,
                                 const model::Endpoint& endpoint, const HostFacts& facts) {
  const Manifest& manifest = driver.manifest();
  MYDOCKER_TRY(const auto whole, view_for(manifest, with_allocation(network.network, endpoint)));
  MYDOCKER_TRY(const auto view, view_for(manifest, endpoint));
  MYDOCKER_TRY(auto plan, driver.plan_endpoint(whole, view, without(facts, endpoint.id)));
  auto rules = rules_for(manifest, network.network);
  rules.endpoint = true;
  rules.host_links = network.host_links;
  rules.ports = view.ports;
  rules.ids.push_back(endpoint.id);
  rules.requested = plan::requested_prefixes(whole);
  std::ranges::copy(plan::requested_prefixes(view), std::back_inserter(rules.requested));
  MYDOCKER_TRY(plan, checked_plan(std::move(plan), rules, manifest));
  return with_lease(std::move(plan), manifest, network.network, endpoint);
}

std::string option_of(const model::Network& network, const Manifest& driver, OptionRole role) {
  const auto found = network.options.find(driver.key_of(role));
  return found == network.options.end() ? std::string() : found->second;
}

bool has_gateway_mode(const model::Network& network, const Manifest& driver, Family family,
                      std::string_view mode) {
  const auto role =
      family == Family::v4 ? OptionRole::gateway_mode_ipv4 : OptionRole::gateway_mode_ipv6;
  return option_of(network, driver, role) == mode;
}

}  // namespace mydocker::app

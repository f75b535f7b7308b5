#include "runtime/app/recorded_plan.hpp"

#include <algorithm>
#include <map>

#include "mydocker/ipam_handler.hpp"
#include "runtime/app/dead_endpoints.hpp"
#include "runtime/plan/plan_algebra.hpp"

namespace mydocker::app {
namespace {

void add_host_link(const Plan& plan, EndpointReport& report) {
  for (const auto& entry : plan.entries()) {
    const auto* veth = entry.resource.get_if<Veth>();
    if (veth == nullptr) continue;
    report.host_link = veth->host_link;
    report.host_mac = veth->host_mac;
    return;
  }
}

void add_routes(const Plan& plan, EndpointReport& report) {
  for (const auto& entry : plan.entries()) {
    const auto* route = entry.resource.get_if<Route>();
    if (route != nullptr && route->place == Place::container && route->table == 0)
      report.routes.push_back(*route);
  }
}

// Corrects the link name and the MAC of an endpoint for a report. If the plan has no link in the
// container, both are empty. The MAC is empty if the kernel chooses it, or if this kind of link has
// none. For a Custom resource both stay, because only its driver knows the link.
void show_link_as_planned(const Plan& plan, model::Endpoint& endpoint) {
  for (const auto& entry : plan.entries()) {
    const auto* macvlan = entry.resource.get_if<Macvlan>();
    if (macvlan != nullptr && macvlan->place == Place::container) {
      if (macvlan->mac.is_zero()) endpoint.mac = {};
      return;
    }
    const auto* link = entry.resource.get_if<Link>();
    if (link != nullptr && link->place == Place::container && link->name == endpoint.link_name) {
      endpoint.mac = link->mac;
      return;
    }
    if (entry.resource.is<Veth>()) return;
    if (entry.resource.is<Custom>()) return;
  }
  endpoint.mac = {};
  endpoint.link_name.clear();
}

const Route* default_route_in(const Plan& plan, Family family) {
  for (const auto& entry : plan.entries()) {
    const auto* route = entry.resource.get_if<Route>();
    if (route != nullptr && route->place == Place::container && route->table == 0 &&
        route->destination.length == 0 && route->destination.address.family() == family)
      return route;
  }
  return nullptr;
}

// An endpoint, and its recorded plan.
struct PlannedEndpoint {
  model::Endpoint endpoint;
  Plan plan;
};

// Returns whether the resource comes from the driver's plan. The firewall tables and leases are
// added by the core.
bool is_planned_by_driver(const Resource& resource) {
  const auto* custom = resource.get_if<Custom>();
  return !resource.is<Firewall>() && (custom == nullptr || !is_lease(*custom));
}

// Returns all endpoints in the namespace of this endpoint. If the namespace is not known, returns
// only this endpoint.
Result<std::vector<PlannedEndpoint>> planned_together(OpenState& open_state,
                                                      const model::Endpoint& endpoint) {
  std::vector<model::Endpoint> endpoints{endpoint};
  if (endpoint.container_half == model::ContainerHalf::mydocker) {
    MYDOCKER_TRY(endpoints, open_state.state.endpoints_in(endpoint.netns_cookie));
  }
  std::vector<PlannedEndpoint> together;
  for (auto& one : endpoints) {
    MYDOCKER_TRY(auto plan, recorded_plan(open_state, one.id));
    together.push_back({std::move(one), std::move(plan)});
  }
  return together;
}

// Returns the default route that the kernel uses: the one with the lowest metric.
DefaultRouteReport default_route_of(const std::vector<PlannedEndpoint>& together,
                                    const model::Endpoint& endpoint, Family family) {
  DefaultRouteReport report;
  std::uint32_t lowest = 0;
  for (const auto& [one, plan] : together) {
    const Route* route = default_route_in(plan, family);
    if (route == nullptr) continue;
    if (one.id == endpoint.id && route->via) report.gateway = route->via->text();
    if (!report.network.empty() && lowest <= route->metric) continue;
    report.network = one.network_id;
    lowest = route->metric;
  }
  return report;
}

// Returns the addresses of the container's link in the kernel. Empty if they cannot be read.
std::vector<IpPrefix> observed_addresses(Session& session, const model::Endpoint& endpoint) {
  const auto container = apply::namespace_of(session.system, endpoint);
  if (!container || !*container) return {};
  const auto inside = session.container_view(**container);
  if (!inside) return {};
  const auto prefixes = (*inside)->host_prefixes();
  if (!prefixes) return {};
  std::vector<IpPrefix> addresses;
  for (const auto& held : *prefixes)
    if (held.address && (*inside)->link_name(held.link) == endpoint.link_name)
      addresses.push_back(*held.address);
  return addresses;
}

// Adds the addresses of a link to which mydocker gives no address. They come from a CNI plug-in, a
// DHCP client or a user.
void add_addresses_of_others(Session& session, EndpointReport& report) {
  auto& endpoint = report.endpoint;
  const bool has_none = endpoint.addresses.empty() && !endpoint.link_name.empty();
  if (has_none && report.alive) endpoint.addresses = observed_addresses(session, endpoint);
}

// Replaces the ids of the networks by their names.
Result<void> name_networks(Session& session, OpenState& open_state, EndpointReport& report) {
  std::map<std::string, std::string> names{{"", ""}};
  for (auto* network : {&report.ipv4.network, &report.ipv6.network}) {
    auto known = names.find(*network);
    if (known == names.end()) {
      MYDOCKER_TRY(const auto found, find_active_or_defined(session, open_state, *network));
      known = names.emplace(*network, found.name).first;
    }
    *network = known->second;
  }
  return {};
}

}  // namespace

Result<Plan> recorded_plan(OpenState& open_state, const std::string& owner) {
  MYDOCKER_TRY(const auto journal_entry, open_state.state.find_entry(owner));
  return journal_entry ? journal_entry->plan : Plan();
}

std::vector<std::string> lines_of(const Plan& plan) {
  std::vector<std::string> lines;
  for (const auto& entry : plan.entries())
    lines.push_back(describe(entry.resource) + ": " + entry.why);
  return lines;
}

Result<PlanDifference> difference(const Plan& plan, const Plan& record, kernel::Kernel& kernel) {
  PlanDifference difference;
  const auto added = plan::difference(plan, record);
  for (const auto& entry : added.entries()) {
    const bool is_setting = entry.resource.is<Sysctl>() || entry.resource.is<Loopback>();
    if (is_setting) {
      MYDOCKER_TRY(const auto seen, kernel.observe(entry.resource));
      if (seen.state == base::State::matches) continue;
    }
    difference.added.ensure(entry.resource, entry.why, entry.lifetime);
  }
  const auto removed = plan::difference(record, plan);
  for (const auto& entry : removed.entries())
    if (is_planned_by_driver(entry.resource))
      difference.removed.ensure(entry.resource, entry.why, entry.lifetime);
  return difference;
}

Result<EndpointReport> endpoint_report(Session& session, OpenState& open_state,
                                       const model::Endpoint& endpoint) {
  return endpoint_report(session, open_state, endpoint, seems_alive(session, open_state, endpoint));
}

EndpointReport endpoint_report_alone(const model::Endpoint& endpoint, const Plan& plan,
                                     const std::string& network_name) {
  EndpointReport report;
  report.endpoint = endpoint;
  report.alive = true;
  add_host_link(plan, report);
  add_routes(plan, report);
  show_link_as_planned(plan, report.endpoint);
  const std::vector<PlannedEndpoint> alone{{endpoint, plan}};
  report.ipv4 = default_route_of(alone, endpoint, Family::v4);
  report.ipv6 = default_route_of(alone, endpoint, Family::v6);
  for (auto* route : {&report.ipv4, &report.ipv6})
    if (!route->network.empty()) route->network = network_name;
  return report;
}

Result<EndpointReport> endpoint_report(Session& session, OpenState& open_state,
                                       const model::Endpoint& endpoint, bool alive) {
  EndpointReport report;
  report.endpoint = endpoint;
  report.alive = alive;
  if (open_state.state.found_unfinished()) {
    MYDOCKER_TRY(report.finished, open_state.state.is_active(endpoint.id));
  }
  MYDOCKER_TRY(const auto together, planned_together(open_state, endpoint));
  const auto own = std::ranges::find(together, endpoint.id,
                                     [](const PlannedEndpoint& one) { return one.endpoint.id; });
  if (own != together.end()) {
    add_host_link(own->plan, report);
    add_routes(own->plan, report);
    show_link_as_planned(own->plan, report.endpoint);
  }
  report.ipv4 = default_route_of(together, endpoint, Family::v4);
  report.ipv6 = default_route_of(together, endpoint, Family::v6);
  add_addresses_of_others(session, report);
  MYDOCKER_CHECK(name_networks(session, open_state, report));
  return report;
}

}  // namespace mydocker::app

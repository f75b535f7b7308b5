#include "runtime/app/endpoint_report.hpp"

#include "runtime/app/plan_record.hpp"

namespace mydocker::app {
namespace {

std::string host_link_in(const Plan& plan) {
  for (const auto& entry : plan.entries())
    if (const auto* veth = std::get_if<Veth>(&entry.resource)) return veth->host_link;
  return {};
}

// Corrects link name and MAC with the plan. Without a link there is neither. A driver can leave the
// MAC of a macvlan to the kernel. For a Custom resource both are kept, because only its driver
// knows them.
void show_link_as_planned(const Plan& plan, model::Endpoint& endpoint) {
  for (const auto& entry : plan.entries()) {
    const auto* macvlan = std::get_if<Macvlan>(&entry.resource);
    if (macvlan != nullptr && macvlan->place == Place::container) {
      if (macvlan->mac.is_zero()) endpoint.mac = {};
      return;
    }
    if (std::holds_alternative<Veth>(entry.resource)) return;
    if (std::holds_alternative<Custom>(entry.resource)) return;
  }
  endpoint.mac = {};
  endpoint.link_name.clear();
}

const Route* default_route_in(const Plan& plan, Family family) {
  for (const auto& entry : plan.entries()) {
    const auto* route = std::get_if<Route>(&entry.resource);
    if (route != nullptr && route->place == Place::container && route->table == 0 &&
        route->destination.length == 0 && route->destination.address.family() == family)
      return route;
  }
  return nullptr;
}

// Of all default routes the kernel uses the one with the lowest metric.
Result<DefaultRouteReport> default_route_of(Session& session, const model::Endpoint& endpoint,
                                            Family family) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto together, open_state->state.endpoints_in(endpoint.netns_cookie));
  DefaultRouteReport report;
  std::string winner;
  std::uint32_t lowest = 0;
  for (const auto& one : together) {
    MYDOCKER_TRY(const auto plan, recorded_plan(*open_state, one.id));
    const Route* route = default_route_in(plan, family);
    if (route == nullptr) continue;
    if (one.id == endpoint.id && route->via) report.gateway = route->via->text();
    if (!winner.empty() && lowest <= route->metric) continue;
    winner = one.network_id;
    lowest = route->metric;
  }
  if (winner.empty()) return report;
  MYDOCKER_TRY(const auto network, find_active_or_defined(session, winner));
  report.network = network.name;
  return report;
}

}  // namespace

Result<EndpointReport> endpoint_report(Session& session, const model::Endpoint& endpoint) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  EndpointReport report{endpoint, {}, apply::is_alive(endpoint)};
  MYDOCKER_TRY(const auto plan, recorded_plan(*open_state, endpoint.id));
  report.host_link = host_link_in(plan);
  show_link_as_planned(plan, report.endpoint);
  MYDOCKER_TRY(report.ipv4, default_route_of(session, endpoint, Family::v4));
  MYDOCKER_TRY(report.ipv6, default_route_of(session, endpoint, Family::v6));
  return report;
}

}  // namespace mydocker::app

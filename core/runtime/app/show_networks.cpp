#include "runtime/app/plan_record.hpp"
#include "runtime/ipam/subnet_use.hpp"

namespace mydocker::app {
namespace {

Result<NetworkReport> report_on(OpenState& open_state, const model::Network& network) {
  NetworkReport report;
  report.network = network;
  MYDOCKER_TRY(const auto journal_entry, open_state.state.find_entry(network.id));
  report.applied = journal_entry && journal_entry->phase == store::Phase::active;
  return report;
}

// Returns the recorded plan and facts of a network or an endpoint.
Result<PlanReport> plan_report(OpenState& open_state, const std::string& owner) {
  PlanReport report;
  MYDOCKER_TRY(const auto plan, recorded_plan(open_state, owner));
  report.lines = lines_of(plan);
  MYDOCKER_TRY(report.facts, open_state.state.facts_of(owner));
  return report;
}

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
    if (route != nullptr && route->place == Place::container && route->destination.length == 0 &&
        route->destination.address.family() == family)
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

Result<EndpointReport> report_on(Session& session, const model::Endpoint& endpoint) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  EndpointReport report{endpoint, {}, apply::is_alive(endpoint)};
  MYDOCKER_TRY(const auto plan, recorded_plan(*open_state, endpoint.id));
  report.host_link = host_link_in(plan);
  show_link_as_planned(plan, report.endpoint);
  MYDOCKER_TRY(report.ipv4, default_route_of(session, endpoint, Family::v4));
  MYDOCKER_TRY(report.ipv6, default_route_of(session, endpoint, Family::v6));
  MYDOCKER_TRY(report.plan, plan_report(*open_state, endpoint.id));
  return report;
}

// Returns a report with endpoints, plan and the use of the subnets.
Result<NetworkReport> report_on_all(Session& session, const model::Network& network) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto report, report_on(*open_state, network));
  MYDOCKER_TRY(report.plan, plan_report(*open_state, network.id));
  MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(auto one, report_on(session, endpoint));
    report.endpoints.push_back(std::move(one));
  }
  for (const auto& subnet : network.subnets) report.use.push_back(ipam::use_of(subnet, endpoints));
  return report;
}

}  // namespace

Result<std::string> Runtime::networks_format() {
  MYDOCKER_TRY(const auto* config, session_->config());
  return config->networks_format;
}

Result<std::vector<NetworkReport>> Runtime::list_networks() {
  session_->begin(Access::read);
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<NetworkReport> reports;
  for (const auto& network : networks) {
    MYDOCKER_TRY(auto report, report_on(*open_state, network));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<NetworkReport> Runtime::inspect_network(const std::string& reference) {
  session_->begin(Access::read);
  MYDOCKER_TRY(const auto network, get_network(*session_, reference));
  return report_on_all(*session_, network);
}

Result<std::vector<NetworkReport>> Runtime::inspect_networks() {
  session_->begin(Access::read);
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<NetworkReport> reports;
  for (const auto& network : networks) {
    MYDOCKER_TRY(auto report, report_on_all(*session_, network));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<bool> Runtime::network_exists(const std::string& reference) {
  session_->begin(Access::read);
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  MYDOCKER_TRY(const auto found, definitions->find(reference));
  return found.has_value();
}

}  // namespace mydocker::app

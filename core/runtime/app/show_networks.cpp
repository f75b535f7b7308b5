#include "mydocker/documents.hpp"
#include "runtime/app/parts.hpp"
#include "runtime/ipam/subnet_use.hpp"

namespace mydocker::app {
namespace {

Result<NetworkReport> report_on(World& world, const model::Network& network) {
  NetworkReport report;
  report.network = network;
  MYDOCKER_TRY(const auto work, world.state.work_of(network.id));
  report.applied = work && work->phase == store::Phase::active;
  return report;
}

// What the journal says the endpoint has on the host.
Result<std::string> host_link_of(World& world, const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto work, world.state.work_of(endpoint.id));
  if (!work || work->plan.empty()) return std::string();
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work->plan));
  for (const auto& entry : plan.entries()) {
    if (const auto* veth = std::get_if<Veth>(&entry.resource)) return veth->host_link;
  }
  return std::string();
}

Result<std::vector<std::string>> plan_lines(World& world, const model::Network& network) {
  std::vector<std::string> lines;
  MYDOCKER_TRY(const auto work, world.state.work_of(network.id));
  if (!work || work->plan.empty()) return lines;
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work->plan));
  for (const auto& entry : plan.entries())
    lines.push_back(describe(entry.resource) + ": " + entry.why);
  return lines;
}

// With endpoints, plan, and the use of its subnets.
Result<NetworkReport> report_on_all(World& world, const model::Network& network) {
  MYDOCKER_TRY(auto report, report_on(world, network));
  MYDOCKER_TRY(report.plan, plan_lines(world, network));
  MYDOCKER_TRY(const auto endpoints, world.state.endpoints(network.id));
  for (const auto& endpoint : endpoints) {
    EndpointReport one{endpoint, {}, apply::namespace_of(endpoint).has_value()};
    MYDOCKER_TRY(one.host_link, host_link_of(world, endpoint));
    report.endpoints.push_back(std::move(one));
  }
  for (const auto& subnet : network.subnets) report.use.push_back(ipam::use_of(subnet, endpoints));
  return report;
}

}  // namespace

Result<std::vector<NetworkReport>> Runtime::list_networks() {
  MYDOCKER_TRY(auto* world, parts_->world());
  MYDOCKER_TRY(auto* definitions, parts_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<NetworkReport> reports;
  for (const auto& network : networks) {
    MYDOCKER_TRY(auto report, report_on(*world, network));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<NetworkReport> Runtime::inspect_network(const std::string& reference) {
  MYDOCKER_TRY(const auto network, require_network(*parts_, reference));
  MYDOCKER_TRY(auto* world, parts_->world());
  return report_on_all(*world, network);
}

Result<std::vector<NetworkReport>> Runtime::inspect_networks() {
  MYDOCKER_TRY(auto* world, parts_->world());
  MYDOCKER_TRY(auto* definitions, parts_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<NetworkReport> reports;
  for (const auto& network : networks) {
    MYDOCKER_TRY(auto report, report_on_all(*world, network));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<bool> Runtime::network_exists(const std::string& reference) {
  MYDOCKER_TRY(auto* definitions, parts_->definitions());
  MYDOCKER_TRY(const auto found, definitions->find(reference));
  return found.has_value();
}

}  // namespace mydocker::app

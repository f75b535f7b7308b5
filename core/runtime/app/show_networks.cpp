#include "runtime/app/endpoint_report.hpp"
#include "runtime/app/plan_record.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/ipam/subnet_use.hpp"

namespace mydocker::app {
namespace {

// corrupt_state: definitions.db is missing although runtime.db has networks. An empty list would be
// wrong then.
Result<void> refuse_lost_definitions(Session& session) {
  std::error_code ignored;
  const auto file = session.settings.state_dir / "definitions.db";
  if (std::filesystem::exists(file, ignored)) return {};
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto entries, open_state->state.active_entries());
  if (entries.empty()) return {};
  return Error(ErrorKind::corrupt_state,
               base::quoted(file.string()) + " is missing, but networks are in use")
      .hint("restore it with: mydocker network verify --repair");
}

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

Result<EndpointReport> report_on(Session& session, const model::Endpoint& endpoint) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto report, endpoint_report(session, endpoint));
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
  MYDOCKER_CHECK(refuse_lost_definitions(*session_));
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
  const auto found = definitions->find(reference);
  if (!found) return found.error();
  return found->has_value();
}

}  // namespace mydocker::app

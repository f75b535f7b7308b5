// Plans with a driver's file, without changing anything. One function plans a stored request. The
// other one plans all networks of the driver again, and compares the plans with the recorded ones.
// It uses the same definitions and recorded host facts, so only the driver makes a difference.
#include "mydocker/documents.hpp"
#include "runtime/app/creation.hpp"
#include "runtime/app/driver_files.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/ipam_driver.hpp"
#include "runtime/app/planned_change.hpp"
#include "runtime/app/recorded_plan.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

Result<Plan> planned_by(drivers::DriverHandle& driver, const documents::Request& request) {
  switch (request.call) {
    case documents::Call::plan_network:
      return driver.plan_network(request.network, request.host);
    case documents::Call::plan_endpoint:
      return driver.plan_endpoint(request.network, request.endpoint, request.host);
    default:
      return Error(ErrorKind::invalid_argument, "the request is not for a plan");
  }
}

// Compares the plans of one network and its containers. It does not own the references.
class PlanComparison {
 public:
  PlanComparison(Session& session, OpenState& open_state, drivers::DriverHandle& driver,
                 const model::Network& network)
      : session_(session), open_state_(open_state), driver_(driver), network_(network) {}

  Result<void> add_to(std::vector<DriverDiffReport>& reports) {
    MYDOCKER_TRY(const auto journal_entry, open_state_.state.find_entry(network_.id));
    if (!journal_entry || journal_entry->phase != store::Phase::active) return {};
    reports.push_back({network_.name, {}});
    note(of_network(), reports.back());
    MYDOCKER_TRY(const auto endpoints, open_state_.state.endpoints(network_.id));
    for (const auto& endpoint : endpoints) {
      MYDOCKER_TRY(const auto container, apply::container_of(session_.system, endpoint));
      if (!container.exists) continue;
      reports.push_back({network_.name, endpoint.container});
      note(of_endpoint(endpoint, container.inside()), reports.back());
    }
    return {};
  }

 private:
  static void note(Result<PlanDifference> found, DriverDiffReport& report) {
    if (!found) {
      report.refusal = found.error();
      return;
    }
    report.added = lines_of(found->added);
    report.removed = lines_of(found->removed);
  }

  Result<PlanDifference> of_network() {
    MYDOCKER_CHECK(check_gives_addresses(network_, driver_.manifest()));
    MYDOCKER_TRY(const auto facts, open_state_.state.facts_of(network_.id));
    if (!facts) return no_facts();
    MYDOCKER_TRY(const auto plan, network_plan(driver_, network_, *facts));
    MYDOCKER_TRY(const auto record, recorded_plan(open_state_, network_.id));
    MYDOCKER_TRY(const auto kernel, session_.open_kernel(nullptr));
    return difference(plan, record, *kernel);
  }

  Result<PlanDifference> of_endpoint(const model::Endpoint& endpoint,
                                     const kernel::Netns* container) {
    MYDOCKER_TRY(const auto facts, open_state_.state.facts_of(endpoint.id));
    if (!facts) return no_facts();
    MYDOCKER_TRY(const auto recorded, recorded_plan(open_state_, network_.id));
    MYDOCKER_TRY(const auto plan,
                 endpoint_plan(driver_, active_network_of(network_, recorded), endpoint, *facts));
    MYDOCKER_TRY(const auto record, recorded_plan(open_state_, endpoint.id));
    MYDOCKER_TRY(const auto kernel, session_.open_kernel(container));
    return difference(plan, record, *kernel);
  }

  static Error no_facts() {
    return Error(ErrorKind::not_found, "the host facts for the driver are not stored")
        .hint("an older version of mydocker has created it");
  }

  Session& session_;
  OpenState& open_state_;
  drivers::DriverHandle& driver_;
  const model::Network& network_;
};

// Another driver plans this network, and this driver only gives it addresses. So the only check is
// whether this driver's file can still give addresses.
DriverDiffReport ipam_comparison(const model::Network& network, const Manifest& manifest) {
  DriverDiffReport report{network.name, {}};
  if (auto usable = check_gives_addresses(network, manifest); !usable.ok())
    report.refusal = std::move(usable).error();
  return report;
}

Result<std::vector<DriverDiffReport>> comparison(Session& session, const std::string& word) {
  MYDOCKER_TRY(const auto candidate, candidate_of(session, word));
  MYDOCKER_TRY(const auto load, session.load_settings());
  MYDOCKER_TRY(auto driver, session.driver_source.load(candidate, load));
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  MYDOCKER_TRY(auto* open_state, session.open_state());
  std::vector<DriverDiffReport> reports;
  for (const auto& network : networks)
    if (network.driver == candidate.name)
      MYDOCKER_CHECK(PlanComparison(session, *open_state, driver, network).add_to(reports));
    else if (network.ipam_driver.name() == candidate.name)
      reports.push_back(ipam_comparison(network, driver.manifest()));
  return reports;
}

}  // namespace

Result<RequestedPlan> Runtime::plan_request(const std::string& name_or_file,
                                            const std::string& request) {
  auto decoded = documents::decode_request(request);
  if (!decoded)
    return Error(ErrorKind::invalid_argument, "the request: " + decoded.error().message());
  MYDOCKER_TRY(const auto candidate, candidate_of(*session_, name_or_file));
  MYDOCKER_TRY(const auto load, session_->load_settings());
  MYDOCKER_TRY(auto driver, session_->driver_source.load(candidate, load));
  MYDOCKER_TRY(const auto plan, planned_by(driver, *decoded));
  RequestedPlan planned{documents::encode(plan), {}};
  for (const auto& entry : plan.entries())
    planned.lines.push_back(describe(entry.resource) + ": " + entry.why);
  return planned;
}

Result<std::vector<DriverDiffReport>> Runtime::diff_plans(const std::string& name_or_file) {
  session_->begin(Access::read);
  return comparison(*session_, name_or_file)
      .within("compare plans of driver " + base::quoted(name_or_file));
}

}  // namespace mydocker::app

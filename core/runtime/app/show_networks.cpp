// Reads networks for a front end: the list, the details, the export and the words of completion.
#include <algorithm>
#include <filesystem>

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/recorded_plan.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/natural_order.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/config/network_file.hpp"
#include "runtime/ipam/subnet_use.hpp"
#include "runtime/kernel/link_names.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::app {
namespace {

// Returns each named network once, or all networks if `references` is empty. not_found: there is no
// network with one of the names.
Result<std::vector<model::Network>> chosen_networks(Session& session,
                                                    const std::vector<std::string>& references) {
  if (references.empty()) {
    MYDOCKER_TRY(auto* definitions, session.definitions());
    return definitions->networks();
  }
  MYDOCKER_TRY(auto* open_state, session.open_state());
  std::vector<model::Network> networks;
  for (const auto& reference : references) {
    MYDOCKER_TRY(auto network, find_active_or_defined(session, *open_state, reference));
    const bool twice =
        std::ranges::find(networks, network.id, &model::Network::id) != networks.end();
    if (!twice) networks.push_back(std::move(network));
  }
  return networks;
}

// An empty list would be wrong if definitions.db was deleted. corrupt_state: definitions.db is
// missing although runtime.db has networks.
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
  MYDOCKER_TRY(report.applied, open_state.state.is_active(network.id));
  return report;
}

// Returns the recorded plan and facts of a network or an endpoint.
Result<PlanReport> plan_report(OpenState& open_state, const std::string& owner) {
  PlanReport report;
  MYDOCKER_TRY(const auto reading, open_state.state.read_together());
  MYDOCKER_TRY(const auto plan, recorded_plan(open_state, owner));
  report.lines = lines_of(plan);
  MYDOCKER_TRY(report.facts, open_state.state.facts_of(owner));
  MYDOCKER_TRY(report.status, open_state.state.status_of(owner));
  return report;
}

Result<EndpointReport> report_on(Session& session, OpenState& open_state,
                                 const model::Endpoint& endpoint) {
  MYDOCKER_TRY(auto report, endpoint_report(session, open_state, endpoint));
  MYDOCKER_TRY(report.plan, plan_report(open_state, endpoint.id));
  return report;
}

// Returns the name that another tool uses for the driver's option for the link name
// (OptionRole::link_name). Empty: the option has no other name, or the driver is missing.
std::string link_option_of(Session& session, const model::Network& network) {
  const auto driver = session.manifest_of(network.driver);
  const auto* option = driver.ok() ? (*driver)->option_with(OptionRole::link_name) : nullptr;
  return option == nullptr ? std::string() : option->alias;
}

// Returns the value of NetworkReport::interface. If the driver is missing, returns the name of the
// network's own link.
std::string interface_of(Session& session, const model::Network& network) {
  const auto driver = session.manifest_of(network.driver);
  if (!driver.ok()) return network.link_name;
  auto parent = option_of(network, **driver, OptionRole::parent);
  if (!parent.empty()) return parent;
  const auto is_link = [](const std::string& kind) { return kind != kind_of(Loopback{}); };
  const bool has_links =
      std::ranges::any_of((*driver)->resources, is_link) || !(*driver)->wraps.empty();
  return has_links ? network.link_name : std::string();
}

// Returns a report with endpoints, plan and the use of the subnets.
Result<NetworkReport> report_on_all(Session& session, OpenState& open_state,
                                    const model::Network& network) {
  MYDOCKER_TRY(auto report, report_on(open_state, network));
  report.link_option = link_option_of(session, network);
  report.interface = interface_of(session, network);
  MYDOCKER_TRY(report.plan, plan_report(open_state, network.id));
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(auto one, report_on(session, open_state, endpoint));
    report.endpoints.push_back(std::move(one));
  }
  for (const auto& subnet : network.subnets) report.use.push_back(ipam::use_of(subnet, endpoints));
  return report;
}

std::vector<std::string> namespace_names() {
  std::vector<std::string> names;
  std::error_code failed;
  for (std::filesystem::directory_iterator at("/run/netns", failed), end; !failed && at != end;
       at.increment(failed))
    names.push_back(at->path().filename().string());
  std::ranges::sort(names, base::natural_less);
  return names;
}

std::vector<model::Network> visible_networks(Session& session) {
  auto definitions = session.definitions();
  auto networks = definitions.ok() ? (*definitions)->networks() : std::move(definitions).error();
  return networks.ok() ? *std::move(networks) : std::vector<model::Network>();
}

using Names = std::vector<std::string>;

Names containers_on(OpenState& open_state, const model::Network& network) {
  Names names;
  const auto endpoints = open_state.state.endpoints(network.id);
  if (!endpoints.ok()) return names;
  for (const auto& endpoint : *endpoints) names.push_back(endpoint.container);
  return names;
}

}  // namespace

Result<std::string> Runtime::networks_format() {
  MYDOCKER_TRY(const auto* config, session_->config());
  return config->networks_format;
}

Result<std::vector<NetworkReport>> Runtime::list_networks() {
  session_->begin(Access::read);
  MYDOCKER_CHECK(store::RuntimeState::check_directory(session_->settings.run_dir));
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  MYDOCKER_CHECK(refuse_lost_definitions(*session_));
  MYDOCKER_TRY(auto networks, definitions->networks());
  std::vector<NetworkReport> reports(networks.size());
  for (std::size_t n = 0; n < networks.size(); ++n) reports[n].network = std::move(networks[n]);
  return reports;
}

void Runtime::find_interfaces(std::vector<NetworkReport>& reports) {
  for (auto& report : reports) report.interface = interface_of(*session_, report.network);
}

Result<std::vector<std::string>> Runtime::names_active_first() {
  MYDOCKER_TRY(const auto networks, list_networks());
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  std::vector<std::string> names;
  std::vector<std::string> others;
  for (const auto& report : networks) {
    MYDOCKER_TRY(const bool active, open_state->state.is_active(report.network.id));
    (active ? names : others).push_back(report.network.name);
  }
  names.insert(names.end(), others.begin(), others.end());
  return names;
}

Result<NetworkReport> Runtime::inspect_network(const std::string& reference) {
  return session_->read_pages([&]() -> Result<NetworkReport> {
    MYDOCKER_TRY(const auto network, get_network(*session_, reference));
    MYDOCKER_TRY(auto* open_state, session_->open_state());
    return report_on_all(*session_, *open_state, network);
  });
}

Result<std::vector<NetworkReport>> Runtime::inspect_networks() {
  session_->begin(Access::read);
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<NetworkReport> reports;
  if (networks.empty()) return reports;
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  for (const auto& network : networks) {
    MYDOCKER_TRY(auto report, report_on_all(*session_, *open_state, network));
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<std::optional<EndpointReport>> Runtime::find_attachment(
    const std::string& network, const model::Attachment& attachment) {
  using Found = std::optional<EndpointReport>;
  return session_->read_pages([&]() -> Result<Found> {
    MYDOCKER_TRY(auto* open_state, session_->open_state());
    const auto definition = find_active_or_defined(*session_, *open_state, network);
    if (!definition && definition.error().kind() == ErrorKind::not_found) return Found();
    if (!definition) return definition.error();
    const auto name = model::container_name(attachment);
    MYDOCKER_TRY(const auto endpoint, open_state->state.find_endpoint(definition->id, name));
    if (!endpoint || endpoint->attachment != attachment) return Found();
    MYDOCKER_TRY(const bool active, open_state->state.is_active(endpoint->id));
    if (!active) return Found();
    MYDOCKER_TRY(auto report, endpoint_report(*session_, *open_state, *endpoint));
    return Found(std::move(report));
  });
}

Result<bool> Runtime::network_exists(const std::string& reference) {
  return session_->read_pages([&]() -> Result<bool> {
    MYDOCKER_TRY(auto* definitions, session_->definitions());
    MYDOCKER_TRY(const auto found, definitions->find(reference));
    return found.has_value();
  });
}

Result<std::string> Runtime::export_networks(const std::vector<std::string>& references) {
  session_->begin(Access::read);
  MYDOCKER_TRY(const auto networks, chosen_networks(*session_, references));
  std::vector<model::DeclaredNetwork> declared;
  for (const auto& network : networks) {
    // The driver may be missing, because a definition can be exported without its driver.
    const auto driver = session_->find_driver(network.driver);
    declared.push_back(
        model::in_short(model::declared_from(network, driver.ok() ? &*driver->manifest : nullptr)));
  }
  return config::write_network_file(declared);
}

CompletionSnapshot Runtime::completion_snapshot() {
  session_->begin(Access::read);
  CompletionSnapshot seen;
  const auto networks = visible_networks(*session_);
  const auto open_state = session_->open_state();
  for (const auto& network : networks) {
    auto containers = open_state.ok() ? containers_on(**open_state, network) : Names();
    seen.networks.push_back({network.name, network.driver, std::move(containers), network.labels});
  }
  seen.namespaces = namespace_names();
  seen.links = kernel::link_names();
  return seen;
}

}  // namespace mydocker::app

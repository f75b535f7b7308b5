#include <chrono>
#include <optional>
#include <thread>

#include "runtime/app/creation.hpp"
#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/reloading.hpp"
#include "runtime/app/unfinished_changes.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

// Data that the reloads of all networks of one command share.
struct ReloadBatch {
  std::optional<bool> restored_firewall{};  // none: the tables are not checked yet
  bool has_changed = false;                 // whether a resource was repaired or removed
};

// Reloads the network and its containers. Endpoints of dead containers are removed. After an error
// of one container, the others are still reloaded.
Result<void> reload_whole(Session& session, OpenState& open_state, const model::Network& network,
                          Reloading& reloading, ReloadBatch& batch) {
  std::vector<Error> errors;
  if (auto done = reloading.reload_network(); !done.ok()) errors.push_back(done.error());
  batch.has_changed = batch.has_changed || reloading.has_changed();
  const auto removed = remove_dead_endpoints(session, open_state, network.id);
  if (!removed.ok()) errors.push_back(removed.error());
  batch.has_changed = batch.has_changed || !removed.ok() || *removed;
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  for (const auto& endpoint : endpoints) {
    auto done = reloading.reload_endpoint(endpoint.id)
                    .within("container " + base::quoted(endpoint.container));
    if (!done.ok()) errors.push_back(done.error());
    batch.has_changed = batch.has_changed || reloading.has_changed();
  }
  return joined(errors);
}

// Applies the setting `forwarding: keep`, if the administrator has added it since the last command.
Result<void> keep_forwarding(OpenState& open_state, const apply::ExecutionContext& execution) {
  MYDOCKER_TRY(auto transaction, open_state.state.begin());
  MYDOCKER_TRY(const bool changed, apply::Applier(execution).keep_forwarding());
  return changed ? transaction.commit() : Result<void>();
}

// Restores the firewall tables with the rules of all networks. It is the first change of the
// command, so that no network is open while another one is repaired.
Result<void> restore_firewall(OpenState& open_state, const apply::ExecutionContext& execution,
                              ReloadBatch& batch) {
  if (batch.restored_firewall) return {};
  MYDOCKER_TRY(auto transaction, open_state.state.begin());
  MYDOCKER_TRY(batch.restored_firewall, apply::Applier(execution).restore_firewall());
  batch.has_changed = batch.has_changed || *batch.restored_firewall;
  return {};
}

Result<ChangeReport> reload(Session& session, const ReloadNetworkRequest& request,
                            ReloadBatch& batch) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto network, get_network(session, request.network));
  MYDOCKER_CHECK(refuse_unfinished(session, *open_state, network));
  MYDOCKER_TRY(auto journal_entry, open_state->state.find_entry(network.id));
  ChangeReport report{network.id, network.name, {}};
  if (!journal_entry) {
    MYDOCKER_TRY(journal_entry, require_applied(session, *open_state, network));
    batch.has_changed = true;
    report.script = session.script("creates network " + base::quoted(network.name));
    return report;
  }
  Reloading reloading(session, *open_state, network);
  MYDOCKER_TRY(const auto execution, session.execution(network));
  MYDOCKER_CHECK(restore_firewall(*open_state, execution.context, batch));
  if (*batch.restored_firewall) reloading.note_restored_firewall();
  MYDOCKER_CHECK(keep_forwarding(*open_state, execution.context));
  const auto whole = reload_whole(session, *open_state, network, reloading, batch);
  if (session.is_dry_run()) {
    report.script = session.script("repairs network " + base::quoted(network.name));
    if (!whole.ok())
      report.failure = Error(whole.error()).within("reload network " + base::quoted(network.name));
    return report;
  }
  MYDOCKER_CHECK(whole);
  MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
  MYDOCKER_TRY(const auto known, open_state->state.find_active_network(network.id));
  if (known) {
    report_interference(session, *execution.kernel, *known, endpoints);
    report_uplinks(session, *known);
  }
  report_duplicates(session, network, endpoints);
  report_blocked_transit(session, *open_state, *execution.kernel, network);
  return report;
}

// Returns the error for a network that could not be repaired, although the command has repaired
// something else. It has the kind `unfinished`, because exit code 1 would mean that nothing has
// changed.
Error partly_repaired(const Error& error) {
  return apply::unfinished(error,
                           "the rest is repaired; fix the cause and run the same command again");
}

void mark_partial_repairs(const Session& session, const ReloadBatch& batch,
                          std::vector<Result<ChangeReport>>& reports) {
  if (!batch.has_changed || session.is_dry_run()) return;
  for (auto& report : reports)
    if (!report.ok()) report = partly_repaired(report.error());
}

// Does the same as reload(), but tries again while another command is changing the network.
Result<ChangeReport> reload_between_changes(Session& session, const ReloadNetworkRequest& request,
                                            ReloadBatch& batch) {
  constexpr int kTries = 250;
  constexpr std::chrono::milliseconds kPause(20);
  for (int tries = 1;; ++tries) {
    auto report = reload(session, request, batch);
    const bool is_busy = !report.ok() && report.error().kind() == ErrorKind::busy;
    if (!is_busy || session.is_dry_run() || tries == kTries) return report;
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

std::vector<Result<ChangeReport>> Runtime::reload_networks(
    const std::vector<ReloadNetworkRequest>& requests) {
  if (requests.empty()) return {};
  session_->begin(access_for(requests.front()));
  ReloadBatch batch;
  std::vector<Result<ChangeReport>> reports;
  reports.reserve(requests.size());
  for (const auto& request : requests)
    reports.push_back(reload(*session_, request, batch)
                          .within("reload network " + base::quoted(request.network)));
  mark_partial_repairs(*session_, batch, reports);
  return reports;
}

std::vector<Result<ChangeReport>> Runtime::reload_all_networks(bool dry_run) {
  auto names = names_active_first();
  if (!names.ok()) return {std::move(names).error()};
  session_->begin(dry_run ? Access::preview : Access::change);
  ReloadBatch batch;
  std::vector<Result<ChangeReport>> reports;
  reports.reserve(names->size());
  for (const auto& name : *names) {
    auto report = reload_between_changes(*session_, {.network = name, .dry_run = dry_run}, batch);
    const bool removed = !report.ok() && report.error().kind() == ErrorKind::not_found &&
                         !get_network(*session_, name).ok();
    if (!removed)
      reports.push_back(std::move(report).within("reload network " + base::quoted(name)));
  }
  mark_partial_repairs(*session_, batch, reports);
  return reports;
}

Result<ChangeReport> Runtime::reload_network(const ReloadNetworkRequest& request) {
  return std::move(reload_networks({request}).front());
}

}  // namespace mydocker::app

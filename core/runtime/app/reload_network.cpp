#include <set>

#include "runtime/app/apply_network.hpp"
#include "runtime/app/reloading.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

// The network and its living containers; one that fails holds up no other.
Result<void> reload_whole(Session& session, const model::Network& network,
                          const store::JournalEntry& journal_entry, Reloading& reloading) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  std::vector<Error> errors;
  if (auto done = reloading.reload(journal_entry, nullptr); !done.ok())
    errors.push_back(done.error());
  MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
  for (const auto& endpoint : endpoints) {
    const auto container = apply::namespace_of(endpoint);
    MYDOCKER_TRY(const auto endpoint_entry, open_state->state.find_entry(endpoint.id));
    if (!container || !endpoint_entry) continue;
    auto done = reloading.reload(*endpoint_entry, &*container)
                    .within("container " + base::quoted(endpoint.container));
    if (!done.ok()) errors.push_back(done.error());
  }
  return joined(errors);
}

// What several reloads in a row know of each other.
struct Batch {
  std::set<std::string> simulated{};  // the ids of networks whose lines are in a script already
};

// With the tables the rules of all networks have gone; those of one alone would look whole.
Result<std::string> reload_others(Session& session, const model::Network& network, bool dry_run,
                                  Batch& batch) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<Error> errors;
  std::string script;
  for (const auto& other : networks) {
    MYDOCKER_TRY(const auto journal_entry, open_state->state.find_entry(other.id));
    if (other.id == network.id || !journal_entry || journal_entry->phase != store::Phase::active)
      continue;
    if (dry_run && !batch.simulated.insert(other.id).second) continue;
    Reloading reloading(session, other, dry_run);
    reloading.expect_tables();
    auto done = reload_whole(session, other, *journal_entry, reloading);
    if (!done.ok())
      errors.push_back(std::move(done).error().within("network " + base::quoted(other.name)));
    if (reloading.has_done_anything())
      session.log.notice("the firewall tables were gone: network \"" + other.name +
                         "\" is put back as well");
    script += reloading.script();
  }
  MYDOCKER_CHECK(joined(errors));
  return script;
}

Result<ChangeReport> reload(Session& session, const ReloadNetworkRequest& request, Batch& batch) {
  MYDOCKER_TRY(const auto network, get_network(session, request.network));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto journal_entry, open_state->state.find_entry(network.id));
  ChangeReport report{network.id, network.name, {}};
  if (!journal_entry && request.dry_run) {
    MYDOCKER_TRY(report.script, network_script(session, network));
    return report;
  }
  if (!journal_entry) {
    MYDOCKER_TRY(journal_entry, require_applied(session, network));
    return report;
  }
  if (request.dry_run && !batch.simulated.insert(network.id).second) return report;
  Reloading reloading(session, network, request.dry_run);
  auto done = reload_whole(session, network, *journal_entry, reloading);
  std::string others;
  if (reloading.has_made_tables()) {
    MYDOCKER_TRY(others, reload_others(session, network, request.dry_run, batch));
  }
  MYDOCKER_CHECK(std::move(done));
  if (request.dry_run) report.script = reloading.script() + others;
  return report;
}

}  // namespace

std::vector<Result<ChangeReport>> Runtime::reload_networks(
    const std::vector<ReloadNetworkRequest>& requests) {
  if (requests.empty()) return {};
  session_->begin(access_for(requests.front()));
  Batch batch;
  std::vector<Result<ChangeReport>> reports;
  reports.reserve(requests.size());
  for (const auto& request : requests)
    reports.push_back(reload(*session_, request, batch)
                          .within("reload network " + base::quoted(request.network)));
  return reports;
}

Result<ChangeReport> Runtime::reload_network(const ReloadNetworkRequest& request) {
  return std::move(reload_networks({request}).front());
}

}  // namespace mydocker::app

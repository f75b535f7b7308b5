// Compares active networks with the kernel, and the two databases with each other. Changes nothing.
#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/session.hpp"
#include "runtime/app/unfinished_changes.hpp"
#include "runtime/app/unowned.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/salvage.hpp"

namespace mydocker::app {
namespace {

// Adds the differences of one journal entry. `container` is null for the network's own entry.
Result<void> add_drift(Session& session, const model::Network& network,
                       const store::JournalEntry& entry, const kernel::Netns* container,
                       const std::string& name, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto execution, session.execution(network, container));
  apply::Applier applier(execution.context);
  MYDOCKER_TRY(const auto drift, applier.detect_drift(entry.plan, {}));
  for (const auto& difference : drift.differences)
    reports.push_back({network.name, name, describe(difference.resource), difference.problem});
  return {};
}

Result<void> add_drift(Session& session, OpenState& open_state, const model::Network& network,
                       const model::Endpoint& endpoint, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto entry, open_state.state.find_entry(endpoint.id));
  if (!entry || entry->phase != store::Phase::active) return {};
  MYDOCKER_TRY(const auto container, apply::container_of(session.system, endpoint));
  if (container.exists)
    return add_drift(session, network, *entry, container.inside(), endpoint.container, reports);
  MYDOCKER_TRY(const bool alive, container_exists(session, open_state, endpoint));
  reports.push_back({network.name, endpoint.container, "network namespace",
                     alive ? "exists, but its path is missing: it cannot be checked" : "missing"});
  return {};
}

// Writes notes about other programs that stop the traffic of the network.
Result<void> report_foreign_causes(Session& session, OpenState& open_state,
                                   const model::Network& network) {
  MYDOCKER_TRY(const auto known, open_state.state.find_active_network(network.id));
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  MYDOCKER_TRY(const auto kernel, session.open_kernel(nullptr));
  if (known) {
    report_interference(session, *kernel, *known, endpoints);
    report_uplinks(session, *known);
    report_no_default_route(session, *known);
  }
  report_duplicates(session, network, endpoints);
  report_blocked_transit(session, open_state, *kernel, network);
  return {};
}

// Compares a network with the kernel. `container` is null: with all its containers. It is empty:
// without containers. Otherwise only this container is compared too.
Result<std::vector<DriftReport>> verify(Session& session, const std::string& reference,
                                        const std::string* container) {
  MYDOCKER_TRY(const auto network, get_network(session, reference));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto reports, unfinished_changes(*open_state, network));
  if (container != nullptr)
    std::erase_if(reports, [&](const DriftReport& one) { return one.container != *container; });
  MYDOCKER_TRY(const auto entry, open_state->state.find_entry(network.id));
  if (!entry || open_state->unrecovered.contains(network.id)) return reports;
  if (entry->phase != store::Phase::active) return open_state->why_locked(network.id);
  MYDOCKER_CHECK(add_drift(session, network, *entry, nullptr, {}, reports));
  if (container != nullptr) {
    MYDOCKER_TRY(const auto endpoint, open_state->state.find_endpoint(network.id, *container));
    if (endpoint) MYDOCKER_CHECK(add_drift(session, *open_state, network, *endpoint, reports));
    return reports;
  }
  MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
  for (const auto& endpoint : endpoints)
    MYDOCKER_CHECK(add_drift(session, *open_state, network, endpoint, reports));
  return reports;
}

// Adds a report if the check has found a damaged file. Returns any other error, for example if a
// newer version has written the file.
Result<void> add_damage(const Result<void>& checked, const std::filesystem::path& file,
                        std::vector<DriftReport>& reports) {
  if (checked.ok() || checked.error().kind() == ErrorKind::not_found) return {};
  if (checked.error().kind() != ErrorKind::corrupt_state) return checked.error();
  const auto name = base::quoted(file.string());
  auto cause = checked.error().message();
  if (cause.starts_with(name + " is ")) cause.erase(0, name.size() + 4);
  reports.push_back({{}, {}, "file " + name, cause});
  return {};
}

Result<void> add_lost_definitions(Session& session, OpenState& open_state,
                                  std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto copied, undefined_networks(session, open_state, true));
  for (const auto& entry : copied) {
    MYDOCKER_TRY(const auto copy, open_state.state.find_active_network(entry.owner));
    reports.push_back(
        {copy ? copy->network.name : entry.owner, {}, "definition", "lost; runtime.db has a copy"});
  }
  MYDOCKER_TRY(const auto others, undefined_networks(session, open_state, false));
  for (const auto& entry : others)
    reports.push_back({entry.owner.substr(0, kShownIdSize), {}, "definition", "lost"});
  return {};
}

Result<void> add_lost_connections(OpenState& open_state, std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto connections, lost_connections(open_state));
  for (const auto& entry : connections) {
    MYDOCKER_TRY(const auto endpoint, open_state.state.endpoint_of(entry.id));
    reports.push_back({entry.network_id.substr(0, kShownIdSize),
                       endpoint ? endpoint->container : "", "connection", "its network is lost"});
  }
  return {};
}

Result<void> add_unowned(Session& session, OpenState& open_state,
                         std::vector<DriftReport>& reports) {
  MYDOCKER_TRY(const auto objects, unowned_objects(session, open_state));
  for (const auto& object : objects)
    reports.push_back({{}, {}, describe(object), "belongs to no network in runtime.db"});
  return {};
}

Result<std::vector<DriftReport>> check(Session& session) {
  const auto& settings = session.settings;
  std::vector<DriftReport> reports;
  MYDOCKER_CHECK(add_damage(store::check_definitions(settings.state_dir),
                            settings.state_dir / "definitions.db", reports));
  MYDOCKER_CHECK(
      add_damage(store::check_runtime(settings.run_dir), settings.run_dir / "runtime.db", reports));
  if (!reports.empty()) return reports;
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(reports, unfinished_changes_of_undefined(session, *open_state));
  MYDOCKER_CHECK(add_lost_definitions(session, *open_state, reports));
  MYDOCKER_CHECK(add_lost_connections(*open_state, reports));
  MYDOCKER_CHECK(add_unowned(session, *open_state, reports));
  return reports;
}

// One journal entry as it was read.
using SeenEntry = std::tuple<std::int64_t, store::Phase, Plan>;

Result<std::vector<SeenEntry>> read_journal(OpenState& open_state) {
  MYDOCKER_TRY(const auto entries, all_entries(open_state));
  std::vector<SeenEntry> seen;
  seen.reserve(entries.size());
  for (const auto& entry : entries) seen.emplace_back(entry.id, entry.phase, entry.plan);
  return seen;
}

// Reads the state again. Returns whether another command has changed the journal since the last
// read, or has the lock of an entry now.
Result<bool> others_change(Session& session) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto before, read_journal(*open_state));
  session.begin(Access::preview);
  MYDOCKER_TRY(open_state, session.open_state());
  MYDOCKER_TRY(const auto now, read_journal(*open_state));
  if (now != before) return true;
  for (const auto& entry : now) {
    MYDOCKER_TRY(const bool locked, open_state->state.is_locked_elsewhere(std::get<0>(entry)));
    if (locked) return true;
  }
  return false;
}

bool is_same(const DriftReport& one, const DriftReport& other) {
  return one.network == other.network && one.container == other.container &&
         one.resource == other.resource && one.problem == other.problem;
}

// Observes again while other commands change something, because a part of a change is no
// difference. The differences that are found each time are real.
template <class Look>
Result<std::vector<DriftReport>> look_between_changes(Session& session, const Look& look) {
  constexpr int kTries = 50;
  constexpr std::chrono::milliseconds kPause(20);
  std::optional<std::vector<DriftReport>> found;
  for (int tries = 1;; ++tries) {
    session.begin(Access::preview);
    auto reports = look();
    if (reports.ok() && found)
      std::erase_if(*reports, [&](const DriftReport& report) {
        return std::ranges::none_of(
            *found, [&](const DriftReport& earlier) { return is_same(report, earlier); });
      });
    if ((reports.ok() && reports->empty()) || tries == kTries) return reports;
    const auto changing = others_change(session);
    if (!changing.ok() || !*changing) return reports;
    if (reports.ok()) found = *std::move(reports);
    std::this_thread::sleep_for(kPause);
  }
}

// Does the same as report_foreign_causes(), if the network is active now.
Result<void> report_causes(Session& session, const std::string& reference) {
  const auto network = get_network(session, reference);
  if (!network.ok()) return {};  // the network was removed meanwhile
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const bool active, open_state->state.is_active(network->id));
  if (!active || open_state->unrecovered.contains(network->id)) return {};
  return report_foreign_causes(session, *open_state, *network);
}

Result<std::vector<DriftReport>> verify_with_causes(Session& session, const std::string& reference,
                                                    const std::string* container) {
  MYDOCKER_TRY(auto reports, look_between_changes(
                                 session, [&] { return verify(session, reference, container); }));
  MYDOCKER_CHECK(report_causes(session, reference));
  return reports;
}

}  // namespace

Result<std::vector<DriftReport>> Runtime::verify_network(const std::string& reference) {
  return verify_with_causes(*session_, reference, nullptr)
      .within("verify network " + base::quoted(reference));
}

Result<std::vector<DriftReport>> Runtime::verify_container(const std::string& reference,
                                                           const std::string& container) {
  return verify_with_causes(*session_, reference, &container)
      .within("verify network " + base::quoted(reference));
}

Result<std::vector<DriftReport>> Runtime::check_state() {
  return look_between_changes(*session_, [&] { return check(*session_); })
      .within("verify the stored state");
}

}  // namespace mydocker::app

// Removes marked objects that belong to no journal entry.
#include <algorithm>

#include "runtime/app/unowned.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/step_text.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kReason = "it has the marks of mydocker, but belongs to no network";

Result<void> remove(Session& session, const Resource& object) {
  MYDOCKER_TRY(const auto kernel, session.open_kernel(nullptr));
  const auto what = plan::remove_text(object, {});
  const auto line = plan::destroy_line(object, {}, session.shell());
  session.steps().step({.what = what, .why = kReason, .command = line});
  return kernel->destroy(object).within(what);
}

// Removes the set elements of the firewall tables that belong to no network or endpoint. An example
// is an old published port. For this, new tables without these elements replace the old ones.
Result<void> remove_unowned_rules(Session& session, OpenState& open_state) {
  MYDOCKER_TRY(const auto execution, session.execution({}));
  MYDOCKER_TRY(auto transaction, open_state.state.begin());
  MYDOCKER_TRY(const auto owners, open_state.state.owners(identity_of(Firewall{})));
  if (owners.empty()) return {};
  return apply::Applier(execution.context).replace_firewall();
}

std::string name_of(const store::JournalEntry& entry,
                    const std::optional<model::Endpoint>& endpoint) {
  const auto network = " of network " + entry.network_id.substr(0, kShownIdSize);
  if (endpoint) return "connection of container " + base::quoted(endpoint->container) + network;
  return "resources" + network + ", whose definition is lost";
}

// Returns whether the definition of the journal entry's network is still lost. Another command may
// have restored it meanwhile, for example `network verify --repair`.
Result<bool> is_lost(Session& session, OpenState& open_state, const store::JournalEntry& entry) {
  MYDOCKER_TRY(const auto networks, undefined_networks(session, open_state, false));
  if (std::ranges::find(networks, entry.network_id, &store::JournalEntry::owner) != networks.end())
    return true;
  MYDOCKER_TRY(const auto connections, lost_connections(open_state));
  return std::ranges::find(connections, entry.id, &store::JournalEntry::id) != connections.end();
}

// Removes a journal entry and its resources.
Result<void> collect_entry(Session& session, OpenState& open_state,
                           const store::JournalEntry& entry, GarbageReport& report) {
  auto& state = open_state.state;
  MYDOCKER_TRY(const auto endpoint, state.endpoint_of(entry.id));
  MYDOCKER_TRY(const bool locked, state.try_lock(entry.id));
  if (!locked) return open_state.why_locked(entry.owner);
  const store::EntryLock lock(state, entry.id);
  // Another command may have changed the journal entry just before this command locked it.
  MYDOCKER_TRY(const auto now, state.find_entry(entry.owner));
  if (!now || now->id != entry.id) return {};
  MYDOCKER_TRY(const bool lost, is_lost(session, open_state, *now));
  if (!lost) return {};
  MYDOCKER_CHECK(apply::discard(session.recovery_context(), *now, apply::Undo::removal));
  report.objects.push_back(name_of(entry, endpoint));
  return {};
}

// Removes the active networks whose definition is lost, with their connections.
Result<void> collect_undefined(Session& session, OpenState& open_state, GarbageReport& report) {
  MYDOCKER_TRY(const auto networks, undefined_networks(session, open_state, false));
  for (const auto& network : networks) {
    MYDOCKER_TRY(const auto entries, all_entries(open_state));
    for (const auto& entry : entries)
      if (entry.network_id == network.owner && entry.id != network.id)
        MYDOCKER_CHECK(collect_entry(session, open_state, entry, report));
    MYDOCKER_CHECK(collect_entry(session, open_state, network, report));
  }
  return {};
}

Result<void> collect_connections(Session& session, OpenState& open_state, GarbageReport& report) {
  MYDOCKER_TRY(const auto connections, lost_connections(open_state));
  for (const auto& entry : connections)
    MYDOCKER_CHECK(collect_entry(session, open_state, entry, report));
  return {};
}

Result<GarbageReport> collect(Session& session) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  GarbageReport report;
  MYDOCKER_CHECK(collect_connections(session, *open_state, report));
  MYDOCKER_CHECK(collect_undefined(session, *open_state, report));
  MYDOCKER_TRY(const auto objects, unowned_objects(session, *open_state));
  for (const auto& object : objects) {
    MYDOCKER_CHECK(remove(session, object));
    report.objects.push_back(describe(object));
  }
  if (!objects.empty()) MYDOCKER_CHECK(remove_unowned_rules(session, *open_state));
  report.script = session.script("removes objects that belong to no network");
  return report;
}

}  // namespace

Result<GarbageReport> Runtime::collect_garbage(bool dry_run) {
  session_->begin(dry_run ? Access::preview : Access::change, {.abandons_unrecorded = true});
  return collect(*session_).within("remove objects that belong to no network");
}

}  // namespace mydocker::app

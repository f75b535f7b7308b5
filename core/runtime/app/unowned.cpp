#include "runtime/app/unowned.hpp"

#include <algorithm>
#include <set>

#include "mydocker/documents.hpp"
#include "runtime/kernel/managed_links.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

std::string host_name(const Resource& link) {
  return *plan::host_links(Plan({PlanEntry{link, {}}})).begin();
}

Result<bool> has_unowned_tables(Session& session, OpenState& open_state) {
  MYDOCKER_TRY(const auto owners, open_state.state.owners(identity_of(Firewall{})));
  if (!owners.empty()) return false;
  MYDOCKER_TRY(auto* kernel, session.kernel(nullptr));
  MYDOCKER_TRY(const auto seen, kernel->observe(Firewall{}));
  return seen.state == kernel::State::matches || seen.state == kernel::State::differs;
}

}  // namespace

Result<std::vector<store::JournalEntry>> all_entries(OpenState& open_state) {
  MYDOCKER_TRY(auto entries, open_state.state.active_entries());
  MYDOCKER_TRY(const auto others, open_state.state.unfinished());
  entries.insert(entries.end(), others.begin(), others.end());
  return entries;
}

Result<std::vector<store::JournalEntry>> undefined_networks(Session& session, bool copied) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(const auto defined, definitions->all_networks());
  MYDOCKER_TRY(const auto entries, all_entries(*open_state));
  std::vector<store::JournalEntry> networks;
  for (const auto& entry : entries) {
    if (entry.kind != store::EntryKind::network || entry.phase != store::Phase::active ||
        std::ranges::find(defined, entry.owner, &model::Network::id) != defined.end())
      continue;
    MYDOCKER_TRY(const auto copy, open_state->state.find_active_network(entry.owner));
    if (copy.has_value() == copied) networks.push_back(entry);
  }
  return networks;
}

// The links are listed before the journal is read. A command stores its plan before it creates a
// link, so each listed link of a running command has an entry.
Result<std::vector<Resource>> unowned_objects(Session& session) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto objects, kernel::managed_links(open_state->host));
  MYDOCKER_TRY(const auto entries, all_entries(*open_state));
  std::set<std::string> owned;
  for (const auto& entry : entries) {
    if (entry.plan.empty()) continue;
    MYDOCKER_TRY(const auto plan, documents::decode_plan(entry.plan));
    owned.merge(plan::host_links(plan));
  }
  std::erase_if(objects, [&](const Resource& link) { return owned.contains(host_name(link)); });
  const auto tables = has_unowned_tables(session, *open_state);
  if (!tables && tables.error().kind() != ErrorKind::permission) return tables.error();
  if (tables && *tables) objects.emplace_back(Firewall{});
  return objects;
}

}  // namespace mydocker::app

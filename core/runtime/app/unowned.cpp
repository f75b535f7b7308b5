#include "runtime/app/unowned.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "runtime/base/quoted.hpp"
#include "runtime/kernel/managed_links.hpp"
#include "runtime/kernel/service_directory.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

std::string host_name(const Resource& link) {
  return *plan::host_links(Plan({PlanEntry{link, {}}})).begin();
}

// Returns the state of the firewall tables. Returns nothing if this user cannot read them.
Result<std::optional<base::Observation>> tables_of_host(Session& session) {
  using Found = std::optional<base::Observation>;
  MYDOCKER_TRY(const auto kernel, session.open_kernel(nullptr));
  auto seen = kernel->observe(Firewall{});
  if (seen.ok()) return Found(*std::move(seen));
  return seen.error().kind() == ErrorKind::permission ? Result<Found>(Found()) : seen.error();
}

bool exist(const base::Observation& tables) {
  return tables.state == base::State::matches || tables.state == base::State::differs;
}

// Returns the services. The run directory contains only the files of its own services.
std::vector<Resource> services_of(const Session& session) {
  std::vector<Resource> services;
  for (const auto& name : kernel::service_names(session.settings.run_dir))
    services.emplace_back(Service{.name = name});
  return services;
}

// Returns the tables with rules of drivers (NftRules). Returns none for a user other than root,
// because only root can read nftables tables.
Result<std::vector<Resource>> driver_rules(Session& session) {
  MYDOCKER_TRY(const auto kernel, session.open_kernel(nullptr));
  auto rules = kernel->driver_rules();
  const bool hidden = !rules.ok() && rules.error().kind() == ErrorKind::permission;
  return hidden ? Result<std::vector<Resource>>(std::vector<Resource>()) : rules;
}

bool has(const Plan& plan, const Resource& resource) {
  return std::ranges::any_of(plan.entries(), [&](const PlanEntry& entry) {
    return identity_of(entry.resource) == identity_of(resource);
  });
}

// Writes a note that links are left alone because of another run directory. A link does not show
// its run directory, but the firewall tables do. So links count as objects of the owner of the
// tables.
void tell_owner(Session& session, const std::string& owner) {
  session.log.notice("interfaces of mydocker on this host are left alone, because the firewall " +
                     ("tables belong to the run directory " + base::quoted(owner)));
}

}  // namespace

Result<std::vector<store::JournalEntry>> all_entries(OpenState& open_state) {
  MYDOCKER_TRY(auto entries, open_state.state.active_entries());
  MYDOCKER_TRY(const auto others, open_state.state.unfinished());
  entries.insert(entries.end(), others.begin(), others.end());
  return entries;
}

Result<std::vector<store::JournalEntry>> undefined_networks(Session& session, OpenState& open_state,
                                                            bool copied) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(const auto defined, definitions->networks());
  MYDOCKER_TRY(const auto entries, all_entries(open_state));
  std::vector<store::JournalEntry> networks;
  for (const auto& entry : entries) {
    if (entry.kind != store::EntryKind::network || entry.phase != store::Phase::active ||
        std::ranges::find(defined, entry.owner, &model::Network::id) != defined.end())
      continue;
    MYDOCKER_TRY(const auto copy, open_state.state.find_active_network(entry.owner));
    if (copy.has_value() == copied) networks.push_back(entry);
  }
  return networks;
}

Result<std::vector<store::JournalEntry>> lost_connections(OpenState& open_state) {
  MYDOCKER_TRY(auto entries, all_entries(open_state));
  std::set<std::string> networks;
  for (const auto& entry : entries)
    if (entry.kind == store::EntryKind::network) networks.insert(entry.owner);
  std::erase_if(entries, [&](const store::JournalEntry& entry) {
    return entry.kind != store::EntryKind::endpoint || entry.phase != store::Phase::active ||
           networks.contains(entry.network_id);
  });
  return entries;
}

// Links, services and rules are listed before the journal is read. A command that runs at the same
// time stores its plan before it creates objects. So each listed object of such a command has a
// journal entry.
Result<std::vector<Resource>> unowned_objects(Session& session, OpenState& open_state) {
  auto others = services_of(session);
  MYDOCKER_TRY(const auto rules, driver_rules(session));
  others.insert(others.end(), rules.begin(), rules.end());
  MYDOCKER_TRY(auto objects, kernel::managed_links(open_state.host));
  MYDOCKER_TRY(const auto entries, all_entries(open_state));
  MYDOCKER_TRY(const auto tables, tables_of_host(session));
  std::set<std::string> owned;
  bool uses_tables = false;
  for (const auto& entry : entries) {
    owned.merge(plan::host_links(entry.plan));
    uses_tables = uses_tables || plan::has_firewall(plan::with_firewall(entry.plan));
    std::erase_if(others, [&](const Resource& other) { return has(entry.plan, other); });
  }
  if (tables && tables->state == base::State::foreign && !tables->value.empty()) {
    if (!objects.empty()) tell_owner(session, tables->value);
    return others;
  }
  std::erase_if(objects, [&](const Resource& link) { return owned.contains(host_name(link)); });
  objects.insert(objects.begin(), others.begin(), others.end());
  if (tables && exist(*tables) && !uses_tables) objects.emplace_back(Firewall{});
  return objects;
}

}  // namespace mydocker::app

// Restores the databases. Missing data come from the other database and from the kernel.
#include <algorithm>

#include "runtime/app/creation.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/parent_reservations.hpp"
#include "runtime/app/unowned.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/store/salvage.hpp"

namespace mydocker::app {
namespace {

bool is_damaged(const Result<void>& checked) {
  return !checked.ok() && checked.error().kind() == ErrorKind::corrupt_state;
}

Result<void> put_aside(Session& session, const std::filesystem::path& directory,
                       const std::string& name) {
  MYDOCKER_TRY(const auto aside, store::set_aside(directory, name));
  session.log.notice(base::quoted((directory / name).string()) + " was damaged, it is kept as " +
                     base::quoted(aside.string()));
  return {};
}

Result<void> add_definition(store::Definitions& definitions, const model::Network& network) {
  MYDOCKER_TRY(const auto there, definitions.networks());
  const auto same = [&](const model::Network& one) {
    return one.id == network.id || one.name == network.name;
  };
  if (std::ranges::any_of(there, same)) return {};
  return definitions.insert_network(network);
}

// Stores one salvaged journal entry. It gets a new id.
Result<void> restore(store::RuntimeState& state, const store::SalvagedEntry& one) {
  using store::EntryKind;
  const auto& entry = one.entry;
  MYDOCKER_TRY(auto transaction, state.begin());
  MYDOCKER_TRY(const auto id, state.open_entry(entry.kind, entry.owner, entry.network_id));
  if (!one.lost_plan) MYDOCKER_CHECK(state.write_plan(id, entry.plan));
  if (one.facts) MYDOCKER_CHECK(state.keep_facts(id, *one.facts));
  if (one.endpoint)
    MYDOCKER_CHECK(entry.kind == EntryKind::change ? state.put_endpoint(id, *one.endpoint)
                                                   : state.insert_endpoint(id, *one.endpoint));
  if (one.definition) MYDOCKER_CHECK(state.keep_definition(id, *one.definition));
  for (const auto& [identity, prior] : one.shared)
    MYDOCKER_CHECK(state.acquire(identity, id, prior));
  MYDOCKER_CHECK(state.set_phase(id, entry.phase));
  MYDOCKER_CHECK(transaction.commit());
  state.unlock(id);
  return {};
}

// Computes a lost plan again, from the definition, the endpoint and the stored facts.
Result<void> plan_again(Session& session, OpenState& open_state, const store::SalvagedEntry& one) {
  MYDOCKER_TRY(const auto entry, open_state.state.find_entry(one.entry.owner));
  MYDOCKER_TRY(auto network, open_state.state.find_active_network(one.entry.network_id));
  if (!entry || !network) return Error(ErrorKind::not_found, "its network is lost too");
  MYDOCKER_TRY(auto* driver, session.driver(network->network.driver));
  Plan plan;
  if (one.endpoint) {
    MYDOCKER_TRY(plan, endpoint_plan(*driver, *network, *one.endpoint, *one.facts));
  } else {
    MYDOCKER_TRY(plan, network_plan(*driver, network->network, *one.facts));
    plan = plan::with_firewall(plan);
  }
  return open_state.state.write_plan(entry->id, plan);
}

Result<void> complete_plans(Session& session, OpenState& open_state,
                            const std::vector<store::SalvagedEntry>& entries) {
  for (const auto& one : entries) {
    if (!one.lost_plan || one.entry.phase != store::Phase::active) continue;
    const auto planned = plan_again(session, open_state, one);
    if (planned.ok()) continue;
    session.log.notice("a record is lost: " + planned.error().message());
    MYDOCKER_TRY(const auto entry, open_state.state.find_entry(one.entry.owner));
    if (entry) MYDOCKER_CHECK(open_state.state.close_entry(entry->id));
  }
  return {};
}

// Writes the readable part of a damaged runtime.db to a new file.
Result<std::vector<store::SalvagedEntry>> rebuild_runtime(Session& session) {
  const auto& directory = session.settings.run_dir;
  MYDOCKER_TRY(auto host, session.system.current_netns());
  MYDOCKER_TRY(auto boot, session.system.boot_id());
  const store::HostIdentity identity{std::move(boot), host.cookie(), host.inode()};
  auto old = store::readable_runtime(directory, identity);
  MYDOCKER_CHECK(put_aside(session, directory, "runtime.db"));
  MYDOCKER_TRY(auto state, store::RuntimeState::open(directory, identity));
  for (const auto& one : old.entries)
    if (auto restored = restore(state, one); !restored.ok())
      session.log.notice("a record is lost: " + restored.error().message());
  for (const auto& copy : old.networks) MYDOCKER_CHECK(state.keep_active_network(copy));
  for (const auto& lost : old.lost) session.log.notice(lost + " is lost");
  return std::move(old.entries);
}

Result<void> rebuild_definitions(Session& session) {
  const auto& directory = session.settings.state_dir;
  const auto networks = store::readable_definitions(directory);
  MYDOCKER_CHECK(put_aside(session, directory, "definitions.db"));
  MYDOCKER_TRY(auto definitions, store::Definitions::open(directory));
  for (const auto& network : networks) MYDOCKER_CHECK(add_definition(definitions, network));
  return {};
}

// Stores the definitions of active networks in definitions.db again, from their copies in
// runtime.db. A network without a copy cannot be defined again, but its journal entry stays.
Result<void> define_active_networks(Session& session, OpenState& open_state) {
  MYDOCKER_TRY(auto definitions, store::Definitions::open(session.settings.state_dir));
  MYDOCKER_TRY(const auto entries, undefined_networks(session, open_state, true));
  for (const auto& entry : entries) {
    MYDOCKER_TRY(const auto copy, open_state.state.find_active_network(entry.owner));
    if (!copy) continue;
    MYDOCKER_CHECK(add_definition(definitions, copy->network));
    session.log.notice("network " + base::quoted(copy->network.name) +
                       ": restored the definition from runtime.db");
  }
  return {};
}

// Creates the journal entry of a network that exists in the kernel, as if this command had created
// the network.
Result<void> adopt(Session& session, OpenState& open_state, const model::Network& network) {
  MYDOCKER_TRY(auto* driver, session.driver(network.driver));
  MYDOCKER_TRY(const auto facts, network_facts(session, driver->manifest(), network));
  MYDOCKER_TRY(const auto plan, network_plan(*driver, network, facts));
  MYDOCKER_TRY(const auto execution, session.execution(network));
  apply::Applier applier(execution.context);
  auto& state = open_state.state;
  MYDOCKER_TRY(auto transaction, state.begin());
  MYDOCKER_TRY(const auto id, state.open_entry(store::EntryKind::network, network.id, network.id));
  MYDOCKER_CHECK(reserve_parents(session, open_state, plan, id));
  MYDOCKER_CHECK(state.keep_facts(id, facts, plan.status()));
  MYDOCKER_TRY(const auto stored, applier.adopt(id, plan));
  MYDOCKER_CHECK(state.set_phase(id, store::Phase::active));
  MYDOCKER_CHECK(state.keep_active_network(active_network_of(network, stored)));
  MYDOCKER_CHECK(transaction.commit());
  state.unlock(id);
  session.log.notice("network " + base::quoted(network.name) +
                     ": restored its record from the kernel; containers must be connected again");
  return {};
}

// Creates the journal entries of defined networks whose own link exists, but whose journal entry is
// lost.
Result<void> adopt_networks(Session& session, OpenState& open_state) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  MYDOCKER_TRY(auto* host, session.host_view());
  for (const auto& network : networks) {
    MYDOCKER_TRY(const auto entry, open_state.state.find_entry(network.id));
    MYDOCKER_TRY(const bool is_there, host->is_managed(network.link_name));
    if (entry || !is_there) continue;
    MYDOCKER_CHECK(
        adopt(session, open_state, network).within("network " + base::quoted(network.name)));
  }
  return {};
}

Result<void> repair(Session& session) {
  std::vector<store::SalvagedEntry> entries;
  if (is_damaged(store::check_runtime(session.settings.run_dir))) {
    MYDOCKER_TRY(entries, rebuild_runtime(session));
  }
  if (is_damaged(store::check_definitions(session.settings.state_dir)))
    MYDOCKER_CHECK(rebuild_definitions(session));
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_CHECK(complete_plans(session, *open_state, entries));
  MYDOCKER_CHECK(define_active_networks(session, *open_state));
  return adopt_networks(session, *open_state);
}

}  // namespace

Result<void> Runtime::repair_state() {
  session_->begin(Access::read);
  session_->begin(Access::change);
  return repair(*session_).within("repair the stored state");
}

}  // namespace mydocker::app

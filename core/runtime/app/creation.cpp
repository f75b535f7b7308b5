#include "runtime/app/creation.hpp"

#include <algorithm>
#include <utility>

#include "runtime/app/driver_messages.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/parent_reservations.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

using Transaction = store::RuntimeState::Transaction;

Result<void> store_definition(store::Definitions& definitions, const OpenedNetwork& opened) {
  return opened.replaced == nullptr
             ? definitions.insert_network(opened.network)
             : definitions.replace_network(opened.replaced->id, opened.network);
}

Result<void> restore_definition(store::Definitions& definitions, const OpenedNetwork& opened) {
  return opened.replaced == nullptr
             ? definitions.remove_network(opened.network.id)
             : definitions.replace_network(opened.network.id, *opened.replaced);
}

bool is_gateway(const model::Network& network, const Resource& resource) {
  const auto* address = resource.get_if<Address>();
  return address != nullptr && address->place == Place::host &&
         std::ranges::any_of(network.subnets, [&](const model::Subnet& subnet) {
           return subnet.gateway == address->address.address;
         });
}

// Makes the journal entry active and stores `copy` with it. If definitions.db is lost later, the
// definition can be restored from this copy.
Result<void> activate_network(OpenState& open_state, std::int64_t entry_id,
                              const store::ActiveNetwork& copy) {
  MYDOCKER_TRY(auto transaction, open_state.state.begin());
  MYDOCKER_CHECK(open_state.state.activate(entry_id));
  MYDOCKER_CHECK(open_state.state.keep_active_network(copy));
  return transaction.commit();
}

// Stores the definition, and then makes the journal entry active. In the other order, this process
// could die in between. Then the network would be in the kernel without a definition, and be lost
// after a reboot.
Result<void> complete_creation(store::Definitions& definitions, OpenState& open_state,
                               const OpenedNetwork& opened, const store::ActiveNetwork& copy) {
  MYDOCKER_CHECK(store_definition(definitions, opened));
  auto active = activate_network(open_state, opened.journal_entry, copy);
  if (active.ok() || active.error().kind() == ErrorKind::unfinished) return active;
  auto restored = restore_definition(definitions, opened);
  if (restored.ok()) return active;
  return apply::unfinished(std::move(restored).error().within(active.error().message()),
                           "the next command rolls it back");
}

// Calls the driver and stores its plan. Without `transaction`, a new transaction begins after the
// driver's reply.
Result<std::vector<plan::Step>> store_plan(Session& session, OpenState& open_state,
                                           const NewEntry& entry, apply::Applier& applier,
                                           std::optional<Transaction> transaction) {
  auto& state = open_state.state;
  MYDOCKER_TRY(const auto answer, entry.ask_driver());
  show_messages(session.log, entry.driver.manifest().name, answer.plan.warnings());
  if (!transaction) {
    MYDOCKER_TRY(auto begun, state.begin());
    transaction.emplace(std::move(begun));
  }
  MYDOCKER_CHECK(reserve_parents(session, open_state, answer.plan, entry.id));
  MYDOCKER_CHECK(state.keep_facts(entry.id, answer.facts, answer.plan.status()));
  MYDOCKER_TRY(auto steps, applier.intend(entry.id, answer.plan));
  MYDOCKER_CHECK(transaction->commit());
  return steps;
}

// Creates the resources of the network in the kernel.
Result<void> apply_network(Session& session, OpenState& open_state, const OpenedNetwork& opened,
                           const apply::ExecutionContext& execution, Transaction opening,
                           const apply::Applier::Completion& complete) {
  const auto& network = opened.network;
  MYDOCKER_TRY(auto* driver, session.driver(network.driver));
  const auto ask_driver = [&]() -> Result<DriverAnswer> {
    MYDOCKER_TRY(auto facts, network_facts(session, driver->manifest(), network));
    MYDOCKER_TRY(auto plan, network_plan(*driver, network, facts));
    report_unknown_sources(session, plan);
    return DriverAnswer{std::move(facts), std::move(plan)};
  };
  return create_entry(session, open_state, {opened.journal_entry, *driver, ask_driver, complete},
                      execution, std::move(opening));
}

// Returns the error busy if another command is recreating the network. That command has removed the
// network from the kernel, and will create it again itself.
Result<void> refuse_recreation_of_another(OpenState& open_state, const std::string& network_id) {
  const auto owner = store::recreation_owner(network_id);
  MYDOCKER_TRY(const auto recreation, open_state.state.find_entry(owner));
  if (!recreation) return {};
  MYDOCKER_TRY(const bool is_own, open_state.state.try_lock(recreation->id));
  return is_own ? Result<void>() : open_state.why_locked(owner);
}

// Creates a defined network in the kernel, unless another command has done it meanwhile.
Result<void> create_defined(Session& session, OpenState& open_state, const model::Network& network,
                            Signals signals) {
  MYDOCKER_TRY(auto execution, session.execution(network));
  execution.context.stoppable = signals == Signals::stop;
  MYDOCKER_TRY(auto transaction, open_state.state.begin());
  MYDOCKER_TRY(const auto other, open_state.state.find_entry(network.id));
  if (other) return {};
  MYDOCKER_CHECK(refuse_recreation_of_another(open_state, network.id));
  MYDOCKER_TRY(const auto entry_id,
               open_state.state.open_entry(store::EntryKind::network, network.id, network.id));
  // The definition is read again, because another command may have changed it before the journal
  // entry was opened. After that, no command changes it.
  MYDOCKER_TRY(const auto now, get_network(session, network.id));
  const auto activate = [&](const Plan& recorded) {
    return activate_network(open_state, entry_id, active_network_of(now, recorded));
  };
  return apply_network(session, open_state, {now, entry_id}, execution.context,
                       std::move(transaction), activate)
      .within("create network \"" + network.name + "\" in the kernel");
}

// Calls create_defined() for a command with another purpose, for example `network connect`. The
// journal entry of the network does not get the digest of this command. Otherwise the completed
// journal entry would look like the success of `network connect`, although this command can still
// fail.
Result<void> apply_defined(Session& session, OpenState& open_state, const model::Network& network,
                           Signals signals) {
  open_state.state.set_command("");
  auto created = create_defined(session, open_state, network, signals);
  open_state.state.set_command(session.command().digest);
  return created;
}

}  // namespace

Result<std::int64_t> open_creation(OpenState& open_state, const model::Network& network) {
  MYDOCKER_TRY(const auto entry_id,
               open_state.state.open_entry(store::EntryKind::network, network.id, network.id));
  MYDOCKER_CHECK(open_state.state.keep_definition(entry_id, network));
  return entry_id;
}

Result<void> create_entry(Session& session, OpenState& open_state, const NewEntry& entry,
                          const apply::ExecutionContext& execution,
                          std::optional<Transaction> opening) {
  apply::Applier applier(execution);
  if (opening && entry.driver.runs_in_process()) {
    MYDOCKER_TRY(const auto steps,
                 store_plan(session, open_state, entry, applier, std::move(opening)));
    return applier.carry_out(entry.id, steps, entry.complete);
  }
  if (opening) MYDOCKER_CHECK(opening->commit());
  const auto steps = store_plan(session, open_state, entry, applier, std::nullopt);
  return applier.carry_out(entry.id, steps, entry.complete);
}

Result<store::ActiveNetwork> make_network(Session& session, OpenState& open_state,
                                          const OpenedNetwork& opened,
                                          const apply::ExecutionContext& execution,
                                          Transaction opening) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  store::ActiveNetwork known;
  const auto complete = [&](const Plan& recorded) {
    known = active_network_of(opened.network, recorded);
    return complete_creation(*definitions, open_state, opened, known);
  };
  MYDOCKER_CHECK(
      apply_network(session, open_state, opened, execution, std::move(opening), complete));
  return known;
}

store::ActiveNetwork active_network_of(const model::Network& network, const Plan& plan) {
  const bool host_gateway = std::ranges::any_of(
      plan.entries(), [&](const PlanEntry& entry) { return is_gateway(network, entry.resource); });
  return {network, plan::host_links(plan), plan::has_firewall(plan), host_gateway};
}

Result<store::JournalEntry> require_applied(Session& session, OpenState& open_state,
                                            const model::Network& network, Signals signals) {
  MYDOCKER_TRY(auto journal_entry, open_state.state.find_entry(network.id));
  if (!journal_entry) {
    MYDOCKER_CHECK(apply_defined(session, open_state, network, signals));
    MYDOCKER_TRY(journal_entry, open_state.state.find_entry(network.id));
  }
  if (open_state.unrecovered.contains(network.id) || !journal_entry ||
      journal_entry->phase != store::Phase::active)
    return open_state.why_locked(
        network.id, "another command is changing network " + base::quoted(network.name));
  return *std::move(journal_entry);
}

}  // namespace mydocker::app

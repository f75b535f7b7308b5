#include "runtime/app/creation.hpp"

#include <algorithm>
#include <utility>

#include "runtime/app/driver_messages.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/interference.hpp"
#include "runtime/app/network_on_lan.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

Result<void> store_definition(store::Definitions& definitions, const ReservedNetwork& reserved) {
  return reserved.replaced == nullptr
             ? definitions.insert_network(reserved.network)
             : definitions.replace_network(reserved.replaced->id, reserved.network);
}

Result<void> restore_definition(store::Definitions& definitions, const ReservedNetwork& reserved) {
  return reserved.replaced == nullptr
             ? definitions.remove_network(reserved.network.id)
             : definitions.replace_network(reserved.network.id, *reserved.replaced);
}

// Stores the definition and activates the entry. The definition is durable first: a network that is
// in the kernel without a definition would be lost after a reboot.
Result<store::ActiveNetwork> complete_creation(store::Definitions& definitions,
                                               OpenState& open_state,
                                               const ReservedNetwork& reserved) {
  MYDOCKER_CHECK(store_definition(definitions, reserved));
  auto active = activate_network(open_state, reserved.network, reserved.journal_entry);
  if (active.ok() || active.error().kind() == ErrorKind::unfinished) return active;
  auto restored = restore_definition(definitions, reserved);
  if (restored.ok()) return active;
  return apply::unfinished(std::move(restored).error().within(active.error().message()),
                           "the next command rolls it back");
}

// Returns the completion of a creation. It writes what is stored to `known`.
apply::Applier::Completion completion_of(store::Definitions& definitions, OpenState& open_state,
                                         const ReservedNetwork& reserved,
                                         store::ActiveNetwork& known) {
  return [&definitions, &open_state, &reserved, &known]() -> Result<void> {
    MYDOCKER_TRY(known, complete_creation(definitions, open_state, reserved));
    return {};
  };
}

// Plans the network and does the steps under the journal entry `entry_id`. `complete` stores the
// result. After an error the kernel is unchanged; only the entry may remain.
Result<void> apply_network(Session& session, OpenState& open_state, const model::Network& network,
                           std::int64_t entry_id, const apply::Applier::Completion& complete) {
  MYDOCKER_TRY(auto* driver, session.driver(network.driver));
  MYDOCKER_TRY(const auto facts, network_facts(session, driver->manifest(), network));
  MYDOCKER_TRY(const auto plan, network_plan(*driver, network, facts));
  show_messages(session.log, network.driver, plan.warnings());
  report_unknown_sources(session, plan);
  const auto reserve = [&]() -> Result<void> {
    MYDOCKER_CHECK(reserve_parents(session, open_state, plan, entry_id));
    return open_state.state.keep_facts(entry_id, facts, plan.status());
  };
  MYDOCKER_TRY(auto* kernel, session.kernel(nullptr));
  apply::Applier applier(session.execution(network, *kernel, nullptr));
  return applier.carry_out(entry_id, plan, complete, reserve);
}

// The same inside `transaction`, which it commits. So the entry, the definition and the plan are
// stored together. Only for a driver in this process, because other commands wait. If the plan
// cannot be stored, nothing is.
Result<void> apply_at_once(Session& session, OpenState& open_state, const ReservedNetwork& reserved,
                           store::RuntimeState::Transaction transaction,
                           const apply::Applier::Completion& complete) {
  const auto& network = reserved.network;
  const auto entry_id = reserved.journal_entry;
  MYDOCKER_TRY(auto* driver, session.driver(network.driver));
  MYDOCKER_TRY(const auto facts, network_facts(session, driver->manifest(), network));
  MYDOCKER_TRY(const auto plan, network_plan(*driver, network, facts));
  show_messages(session.log, network.driver, plan.warnings());
  report_unknown_sources(session, plan);
  MYDOCKER_CHECK(reserve_parents(session, open_state, plan, entry_id));
  MYDOCKER_CHECK(open_state.state.keep_facts(entry_id, facts, plan.status()));
  MYDOCKER_TRY(auto* kernel, session.kernel(nullptr));
  apply::Applier applier(session.execution(network, *kernel, nullptr));
  MYDOCKER_TRY(const auto steps, applier.intend(entry_id, plan));
  MYDOCKER_CHECK(transaction.commit());
  return applier.carry_out(entry_id, steps, complete);
}

// The reservation and the plan are stored in one transaction.
Result<store::ActiveNetwork> make_at_once(Session& session, OpenState& open_state,
                                          const ReservedNetwork& reserved,
                                          store::RuntimeState::Transaction reservation) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  store::ActiveNetwork known;
  const auto complete = completion_of(*definitions, open_state, reserved, known);
  MYDOCKER_CHECK(apply_at_once(session, open_state, reserved, std::move(reservation), complete));
  return known;
}

// The reservation is stored already.
Result<store::ActiveNetwork> make_reserved(Session& session, OpenState& open_state,
                                           const ReservedNetwork& reserved) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  store::ActiveNetwork known;
  const auto complete = completion_of(*definitions, open_state, reserved, known);
  auto applied =
      apply_network(session, open_state, reserved.network, reserved.journal_entry, complete);
  // Nothing of the network is in the kernel. If the cleanup fails here, the next command does it.
  if (!applied.ok() && applied.error().kind() != ErrorKind::unfinished)
    (void)open_state.state.close_entry(reserved.journal_entry);
  MYDOCKER_CHECK(std::move(applied));
  return known;
}

// busy: another command is recreating the network. It has removed it from the kernel.
Result<void> refuse_recreation_of_another(OpenState& open_state, const std::string& network_id) {
  const auto owner = store::recreation_owner(network_id);
  MYDOCKER_TRY(const auto recreation, open_state.state.find_entry(owner));
  if (!recreation) return {};
  MYDOCKER_TRY(const bool is_own, open_state.state.try_lock(recreation->id));
  return is_own ? Result<void>() : open_state.why_locked(owner);
}

// Creates a defined network in the kernel, unless another command has done it meanwhile.
Result<void> apply_defined(Session& session, OpenState& open_state, const model::Network& network) {
  MYDOCKER_TRY(auto transaction, open_state.state.begin());
  MYDOCKER_TRY(const auto other, open_state.state.find_entry(network.id));
  if (other) return {};
  MYDOCKER_CHECK(refuse_recreation_of_another(open_state, network.id));
  MYDOCKER_TRY(const auto entry_id,
               open_state.state.open_entry(store::EntryKind::network, network.id, network.id));
  // Reads the definition again. After the entry exists, no other command changes the definition.
  MYDOCKER_TRY(const auto now, get_network(session, network.id));
  MYDOCKER_CHECK(transaction.commit());
  const auto activate = [&]() -> Result<void> {
    MYDOCKER_CHECK(activate_network(open_state, now, entry_id));
    return {};
  };
  auto applied = apply_network(session, open_state, now, entry_id, activate);
  if (applied.ok()) return {};
  if (applied.error().kind() != ErrorKind::unfinished) (void)open_state.state.close_entry(entry_id);
  return std::move(applied).error().within("create network \"" + network.name + "\" in the kernel");
}

bool is_gateway(const model::Network& network, const Resource& resource) {
  const auto* address = resource.get_if<Address>();
  return address != nullptr && address->place == Place::host &&
         std::ranges::any_of(network.subnets, [&](const model::Subnet& subnet) {
           return subnet.gateway == address->address.address;
         });
}

}  // namespace

Result<std::int64_t> open_creation(OpenState& open_state, const model::Network& network) {
  MYDOCKER_TRY(const auto entry_id,
               open_state.state.open_entry(store::EntryKind::network, network.id, network.id));
  MYDOCKER_CHECK(open_state.state.keep_definition(entry_id, network));
  return entry_id;
}

Result<store::ActiveNetwork> make_network(Session& session, OpenState& open_state,
                                          const ReservedNetwork& reserved,
                                          store::RuntimeState::Transaction reservation) {
  MYDOCKER_TRY(const auto* driver, session.driver(reserved.network.driver));
  if (driver->runs_in_process())
    return make_at_once(session, open_state, reserved, std::move(reservation));
  MYDOCKER_CHECK(reservation.commit());
  return make_reserved(session, open_state, reserved);
}

store::ActiveNetwork active_network_of(const model::Network& network, const Plan& plan) {
  const bool host_gateway = std::ranges::any_of(
      plan.entries(), [&](const PlanEntry& entry) { return is_gateway(network, entry.resource); });
  return {network, plan::host_links(plan), plan::has_firewall(plan), host_gateway};
}

Result<store::ActiveNetwork> activate_network(OpenState& open_state, const model::Network& network,
                                              std::int64_t entry_id) {
  auto& state = open_state.state;
  MYDOCKER_TRY(auto transaction, state.begin());
  MYDOCKER_TRY(const auto entry, state.find_entry(network.id));
  const auto copy = active_network_of(network, entry ? entry->plan : Plan());
  MYDOCKER_CHECK(state.activate(entry_id));
  MYDOCKER_CHECK(state.keep_active_network(copy));
  MYDOCKER_CHECK(transaction.commit());
  return copy;
}

Result<store::JournalEntry> require_applied(Session& session, OpenState& open_state,
                                            const model::Network& network) {
  MYDOCKER_TRY(auto journal_entry, open_state.state.find_entry(network.id));
  if (!journal_entry) {
    MYDOCKER_CHECK(apply_defined(session, open_state, network));
    MYDOCKER_TRY(journal_entry, open_state.state.find_entry(network.id));
  }
  if (open_state.unrecovered.contains(network.id)) return open_state.why_locked(network.id);
  if (!journal_entry || journal_entry->phase != store::Phase::active) {
    return Error(ErrorKind::busy, "another command is changing network \"" + network.name + "\"")
        .hint("try again in a moment");
  }
  return *std::move(journal_entry);
}

}  // namespace mydocker::app

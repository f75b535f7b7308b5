#include "runtime/app/creation.hpp"

#include <utility>

#include "runtime/app/apply_network.hpp"
#include "runtime/apply/unfinished.hpp"

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

// The reservation and the plan are stored in one transaction.
Result<store::ActiveNetwork> make_at_once(Session& session, const ReservedNetwork& reserved,
                                          store::RuntimeState::Transaction reservation) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto* definitions, session.definitions());
  store::ActiveNetwork known;
  const auto complete = completion_of(*definitions, *open_state, reserved, known);
  MYDOCKER_CHECK(apply_network(session, reserved.network, reserved.journal_entry,
                               std::move(reservation), complete));
  return known;
}

// The reservation is stored already.
Result<store::ActiveNetwork> make_reserved(Session& session, const ReservedNetwork& reserved) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto* definitions, session.definitions());
  store::ActiveNetwork known;
  const auto complete = completion_of(*definitions, *open_state, reserved, known);
  auto applied = apply_network(session, reserved.network, reserved.journal_entry, complete);
  // Nothing of the network is in the kernel. If the cleanup fails here, the next command does it.
  if (!applied.ok() && applied.error().kind() != ErrorKind::unfinished)
    (void)open_state->state.close_entry(reserved.journal_entry);
  MYDOCKER_CHECK(std::move(applied));
  return known;
}

}  // namespace

Result<std::int64_t> open_creation(OpenState& open_state, const model::Network& network) {
  MYDOCKER_TRY(const auto entry_id,
               open_state.state.open_entry(store::EntryKind::network, network.id, network.id));
  MYDOCKER_CHECK(open_state.state.keep_definition(entry_id, network));
  return entry_id;
}

Result<store::ActiveNetwork> make_network(Session& session, const ReservedNetwork& reserved,
                                          store::RuntimeState::Transaction reservation) {
  MYDOCKER_TRY(const auto* driver, session.driver(reserved.network.driver));
  if (driver->runs_in_process()) return make_at_once(session, reserved, std::move(reservation));
  MYDOCKER_CHECK(reservation.commit());
  return make_reserved(session, reserved);
}

}  // namespace mydocker::app

#include "runtime/app/creation.hpp"

#include <utility>

#include "runtime/app/apply_network.hpp"
#include "runtime/apply/unfinished.hpp"

namespace mydocker::app {
namespace {

// Stores the definition and activates the entry. The definition is durable first: a network that is
// in the kernel without a definition would be lost after a reboot.
Result<store::ActiveNetwork> complete_creation(store::Definitions& definitions,
                                               OpenState& open_state, const model::Network& network,
                                               std::int64_t journal_entry) {
  MYDOCKER_CHECK(definitions.insert_network(network));
  auto active = activate_network(open_state, network, journal_entry);
  if (active.ok() || active.error().kind() == ErrorKind::unfinished) return active;
  auto removed = definitions.remove_network(network.id);
  if (removed.ok()) return active;
  return apply::unfinished(std::move(removed).error().within(active.error().message()),
                           "the next command rolls it back");
}

// Returns the completion of a creation. It writes what is stored to `known`.
apply::Applier::Completion completion_of(store::Definitions& definitions, OpenState& open_state,
                                         const model::Network& network, std::int64_t journal_entry,
                                         store::ActiveNetwork& known) {
  return [&definitions, &open_state, &network, journal_entry, &known]() -> Result<void> {
    MYDOCKER_TRY(known, complete_creation(definitions, open_state, network, journal_entry));
    return {};
  };
}

// Like make_reserved(), but in the transaction of the reservation.
Result<store::ActiveNetwork> make_at_once(Session& session, const model::Network& network,
                                          std::int64_t journal_entry,
                                          store::RuntimeState::Transaction reservation) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto* definitions, session.definitions());
  store::ActiveNetwork known;
  const auto complete = completion_of(*definitions, *open_state, network, journal_entry, known);
  MYDOCKER_CHECK(apply_network(session, network, journal_entry, std::move(reservation), complete));
  return known;
}

}  // namespace

Result<std::int64_t> open_creation(OpenState& open_state, const model::Network& network) {
  MYDOCKER_TRY(const auto entry_id,
               open_state.state.open_entry(store::EntryKind::network, network.id, network.id));
  MYDOCKER_CHECK(open_state.state.keep_definition(entry_id, network));
  return entry_id;
}

Result<store::ActiveNetwork> make_reserved(Session& session, const model::Network& network,
                                           std::int64_t journal_entry) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(auto* definitions, session.definitions());
  store::ActiveNetwork known;
  const auto complete = completion_of(*definitions, *open_state, network, journal_entry, known);
  auto applied = apply_network(session, network, journal_entry, complete);
  // Nothing of the network is in the kernel. If the cleanup fails here, the next command does it.
  if (!applied.ok() && applied.error().kind() != ErrorKind::unfinished)
    (void)open_state->state.close_entry(journal_entry);
  MYDOCKER_CHECK(std::move(applied));
  return known;
}

Result<store::ActiveNetwork> make_network(Session& session, const model::Network& network,
                                          std::int64_t journal_entry,
                                          store::RuntimeState::Transaction reservation) {
  MYDOCKER_TRY(const auto* driver, session.driver(network.driver));
  if (driver->runs_in_process())
    return make_at_once(session, network, journal_entry, std::move(reservation));
  MYDOCKER_CHECK(reservation.commit());
  return make_reserved(session, network, journal_entry);
}

}  // namespace mydocker::app

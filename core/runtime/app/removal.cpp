#include "runtime/app/removal.hpp"

#include "runtime/apply/recovery.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

constexpr const char* kCarriedOn = "the next command completes the removal";

}  // namespace

Result<store::JournalEntry> Removal::locked_entry(const std::string& owner) {
  MYDOCKER_TRY(const auto journal_entry, state_.find_entry(owner));
  if (journal_entry && journal_entry->phase == store::Phase::active) {
    MYDOCKER_TRY(const bool free, state_.try_lock(journal_entry->id));
    if (free) return *journal_entry;
  }
  return open_state_.why_locked(owner);
}

// Checks again inside the transaction, because a container may have connected since the first
// check. After the phase is `removing`, no container can connect.
Result<void> Removal::refuse_in_use(const store::JournalEntry& journal_entry) {
  if (journal_entry.kind != store::EntryKind::network) return {};
  MYDOCKER_TRY(const auto endpoints, state_.endpoints(journal_entry.network_id));
  if (endpoints.empty()) return {};
  state_.unlock(journal_entry.id);
  return Error(ErrorKind::in_use, "it is in use by " + base::quoted(endpoints.front().container))
      .hint("disconnect it first");
}

Result<store::JournalEntry> Removal::begin(const std::string& owner) {
  MYDOCKER_TRY(auto transaction, state_.begin());
  MYDOCKER_TRY(const auto journal_entry, locked_entry(owner));
  MYDOCKER_CHECK(refuse_in_use(journal_entry));
  MYDOCKER_CHECK(state_.set_phase(journal_entry.id, store::Phase::removing));
  MYDOCKER_CHECK(transaction.commit());
  return journal_entry;
}

Result<void> Removal::remove(const std::string& owner, const Forget& forget) {
  MYDOCKER_TRY(const auto journal_entry, begin(owner));
  auto torn_down = applier_.tear_down(journal_entry.id, journal_entry.plan);
  if (!torn_down.ok()) return restored(std::move(torn_down).error(), journal_entry);
  auto forgotten = forget(journal_entry);
  if (forgotten.ok()) return {};
  return apply::unfinished(std::move(forgotten).error(), kCarriedOn);
}

// After a failed step, sets the journal entry to phase `active` again if every resource was
// restored.
Error Removal::restored(Error error, const store::JournalEntry& journal_entry) {
  if (error.kind() != ErrorKind::unfinished) {
    const auto active = state_.set_phase(journal_entry.id, store::Phase::active);
    if (!active.ok())
      error = apply::unfinished(
          Error(error.kind(),
                error.message() + "; restore its journal entry: " + active.error().message()),
          kCarriedOn);
  }
  state_.unlock(journal_entry.id);
  return error;
}

Result<void> disconnect_endpoint(Session& session, OpenState& open_state,
                                 const model::Network& network, const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto container, apply::namespace_of(session.system, endpoint));
  const auto* netns = container ? &*container : nullptr;
  MYDOCKER_TRY(const auto execution, session.execution(network, netns));
  Removal removal(open_state, execution.context);
  return removal.remove(endpoint.id, [&](const store::JournalEntry& journal_entry) {
    return open_state.state.complete_entry(journal_entry.id);
  });
}

}  // namespace mydocker::app

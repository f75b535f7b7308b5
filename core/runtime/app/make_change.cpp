// Makes the changes that `network apply` has found, or simulates them.
#include "runtime/app/create_network.hpp"
#include "runtime/app/creation.hpp"
#include "runtime/app/removal.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::app {
namespace {

UpdateNetworkRequest update_to(const model::NetworkSpec& spec, const std::string& id) {
  UpdateNetworkRequest request;
  request.network = id;
  request.labels = spec.labels;
  request.options = spec.options;
  request.only_these = true;
  return request;
}

// Opens a journal entry that keeps the old definition while the network is recreated. While it is
// open, other commands do not create the network. If this command is killed, recovery restores the
// network (apply/recovery.hpp).
Result<std::int64_t> keep_old_definition(OpenState& open_state, const model::Network& old) {
  auto& state = open_state.state;
  const auto owner = store::recreation_owner(old.id);
  MYDOCKER_TRY(auto transaction, state.begin());
  MYDOCKER_TRY(const auto left, state.find_entry(owner));
  if (left) return open_state.why_locked(owner);
  MYDOCKER_TRY(const auto entry_id, state.open_entry(store::EntryKind::change, owner, old.id));
  MYDOCKER_CHECK(state.keep_definition(entry_id, old));
  MYDOCKER_CHECK(transaction.commit());
  return entry_id;
}

// Removes the old network and creates the new one. The old definition stays stored until the new
// one replaces it. After an error the old network is restored. Error unfinished: the next command
// restores it.
Result<void> replace(Session& session, OpenState& open_state, const NetworkChange& change,
                     const model::Network& old) {
  MYDOCKER_CHECK(remove_from_kernel(session, open_state, old));
  auto made = create_in_place_of(session, open_state, {change.spec}, old);
  if (made.ok() || made.error().kind() == ErrorKind::unfinished || session.is_dry_run())
    return made;
  const auto back = require_applied(session, open_state, old, Signals::ignore);
  if (back.ok()) return std::move(made).error().hint("the old network is restored");
  return Error(ErrorKind::unfinished,
               made.error().message() + "; restore the network: " + back.error().message())
      .hint("fix the cause; the next command restores the old network");
}

}  // namespace

Error refusal_of(const NetworkChange& change) {
  const auto users = base::joined(change.users, ", ", base::quoted);
  const bool remove = change.kind == NetworkChange::Kind::remove;
  Error refusal(ErrorKind::in_use, std::string(remove ? "remove" : "recreate") + " network " +
                                       base::quoted(change.name) + ": it is in use by " + users);
  refusal = std::move(refusal).hint("disconnect first: mydocker network disconnect " + change.name +
                                    " " + change.users.front());
  if (remove) return refusal;
  return std::move(refusal).hint("or recreate it with a short interruption: add --remake");
}

// Recreates a network. A dry run simulates both the removal and the creation first. So most errors
// are found while the network still exists.
Result<void> Runtime::recreate(const NetworkChange& change) {
  MYDOCKER_TRY(const auto old, get_network(*session_, change.id));
  MYDOCKER_CHECK(simulate_changes({change}, {}));
  session_->begin(Access::change);
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  MYDOCKER_TRY(const auto entry_id, keep_old_definition(*open_state, old));
  auto replaced = replace(*session_, *open_state, change, old);
  if (!replaced.ok() && replaced.error().kind() == ErrorKind::unfinished) return replaced;
  auto closed = open_state->state.close_entry(entry_id);
  if (!closed.ok())
    return apply::unfinished(std::move(closed).error(),
                             "the next command removes the journal entry of the change");
  return replaced;
}

Result<void> Runtime::make_without_checks(const NetworkChange& change) {
  using Kind = NetworkChange::Kind;
  switch (change.kind) {
    case Kind::create:
      MYDOCKER_CHECK(create_network({change.spec}));
      return {};
    case Kind::remove:
      MYDOCKER_CHECK(remove_network({.network = change.id}));
      return {};
    case Kind::update:
      MYDOCKER_CHECK(update_network(update_to(change.spec, change.id)));
      return {};
    case Kind::remake: {
      MYDOCKER_TRY(const auto old, get_network(*session_, change.id));
      MYDOCKER_TRY(auto* open_state, session_->open_state());
      return replace(*session_, *open_state, change, old);
    }
  }
  return {};
}

Result<std::string> Runtime::simulate_changes(const std::vector<NetworkChange>& changes,
                                              const std::string& title) {
  {
    const Session::Batch batch(*session_, Access::preview);
    for (const auto& change : changes)
      MYDOCKER_CHECK(change.kind == NetworkChange::Kind::remake ? disconnect_and_recreate(change)
                                                                : make_without_checks(change));
  }
  return session_->script(title);
}

Result<void> Runtime::make_change(const NetworkChange& change) {
  session_->begin(Access::change);
  if (!change.users.empty()) return refusal_of(change);
  if (change.kind == NetworkChange::Kind::remake && !session_->is_dry_run())
    return recreate(change).within("recreate network " + base::quoted(change.name));
  return make_without_checks(change);
}

}  // namespace mydocker::app

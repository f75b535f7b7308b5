// The locks of journal entries, for commands that change one.
#include "runtime/app/refusal.hpp"
#include "runtime/app/session.hpp"

namespace mydocker::app {

Error OpenState::why_locked(const std::string& owner, const std::string& work) {
  if (const auto left = unrecovered.find(owner); left != unrecovered.end()) return left->second;
  const auto entry = state.find_entry(owner);
  if (!entry || !*entry || (*entry)->phase == store::Phase::active) return busy(work);
  const auto is_locked = state.is_locked_elsewhere((*entry)->id);
  return is_locked.ok() && !*is_locked ? apply::left_by_earlier_command() : busy(work);
}

// The journal entry is read again after the lock, because another command may have changed it just
// before.
Result<std::optional<LockedEntry>> lock_active(OpenState& open_state, const std::string& owner) {
  using Locked = std::optional<LockedEntry>;
  auto& state = open_state.state;
  MYDOCKER_TRY(const auto found, state.find_entry(owner));
  if (!found) return Locked();
  if (found->phase != store::Phase::active) return open_state.why_locked(owner);
  MYDOCKER_TRY(const bool locked, state.try_lock(found->id));
  if (!locked) return busy();
  store::EntryLock lock(state, found->id);
  MYDOCKER_TRY(auto now, state.find_entry(owner));
  if (!now || now->id != found->id || now->phase != store::Phase::active)
    return open_state.why_locked(owner);
  return Locked(LockedEntry{*std::move(now), std::move(lock)});
}

}  // namespace mydocker::app

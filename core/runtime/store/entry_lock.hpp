// The lock of one journal entry, which ends with a scope.
#pragma once

#include <cstdint>
#include <utility>

#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {

// Holds the lock of a journal entry until destruction. It refers to `state`.
class EntryLock {
 public:
  EntryLock(RuntimeState& state, std::int64_t entry_id) : state_(&state), entry_id_(entry_id) {}
  EntryLock(EntryLock&& other) noexcept
      : state_(std::exchange(other.state_, nullptr)), entry_id_(other.entry_id_) {}
  EntryLock& operator=(EntryLock&&) = delete;
  ~EntryLock() {
    if (state_ != nullptr) state_->unlock(entry_id_);
  }

 private:
  RuntimeState* state_;  // null after a move
  std::int64_t entry_id_;
};

}  // namespace mydocker::store

// What a RuntimeState consists of, for the files that implement it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/store/database.hpp"
#include "runtime/store/lock_bytes.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {

struct RuntimeState::Parts {
  LockBytes locks;
  // Rows that the open transaction has added: their bytes are let go if it is rolled back, because
  // their ids are given again then.
  std::vector<std::int64_t> begun;
  // Goes first: closing it in a transaction rolls back, and that touches the others.
  std::unique_ptr<Database> database;
};

}  // namespace mydocker::store

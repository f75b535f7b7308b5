// The committed content of a SQLite database file, read without a lock.
//
// A reader that holds SQLite's lock and is stopped would hold up every writer. This one holds none:
// it reads the file, and reads it again if a transaction was committed meanwhile. What a running or
// dead transaction has changed is undone in the copy, with the rollback journal. Does not: write,
// create or lock a file.
#pragma once

#include <chrono>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

// not_found: there is no such file. busy: others committed so often that no copy was consistent for
// `patience`.
Result<std::string> read_committed(const PrivateDirectory& directory, const std::string& name,
                                   std::chrono::milliseconds busy_timeout);

}  // namespace mydocker::store

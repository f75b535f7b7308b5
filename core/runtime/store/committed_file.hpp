// Reads the committed content of a SQLite database file without a lock.
//
// A reader with a SQLite lock that is stopped would block every writer. This reader takes no lock.
// It reads the file again if a transaction was committed during the read. Changes of a running or
// dead transaction are undone in the copy, with the rollback journal.
// Does not: write, create or lock a file.
#pragma once

#include <chrono>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

// Returns the bytes of the database. not_found: the file does not exist. busy: no read was
// consistent within `busy_timeout`, because of too many commits.
Result<std::string> read_committed(const PrivateDirectory& directory, const std::string& name,
                                   std::chrono::milliseconds busy_timeout);

}  // namespace mydocker::store

// How a database file comes into being.
#pragma once

#include "mydocker/result.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

// Makes the file with its whole schema, unless it is there. Killed at any point it leaves either no
// file or a whole one; of several that try at once, one makes it and the others wait.
Result<void> ensure_database_file(const PrivateDirectory& directory, const DatabaseFile& file);

}  // namespace mydocker::store

// Creates database files.
#pragma once

#include "mydocker/result.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

// Creates the file with its complete schema if it does not exist. After a kill at any point there
// is no file or a complete file. If several processes call it at the same time, one creates the
// file and the others wait.
Result<void> ensure_database_file(const PrivateDirectory& directory, const DatabaseFile& file);

}  // namespace mydocker::store

// The two database files of mydocker, with their schemas.
#pragma once

#include "runtime/store/database.hpp"

namespace mydocker::store {

DatabaseFile definitions_file();  // in the state directory
DatabaseFile runtime_file();      // in the run directory

}  // namespace mydocker::store

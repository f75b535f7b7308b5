// The two database files of mydocker: their schemas, their settings and their creation.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {

class Database;

// The failures after which a commit is still stored.
enum class Durability : std::uint8_t {
  power_cut,      // a loss of power
  process_death,  // only the death of the process
};

// The name, schema and settings of a database file.
struct DatabaseFile {
  std::string name;  // name of the file in its directory
  // One SQL text for each schema version, from the version before it. The first creates the schema.
  std::span<const char* const> schema;
  // This function runs after an update of the schema, in the same transaction. Null: there is no
  // function.
  Result<void> (*after_update)(Database&) = nullptr;
  Durability durability = Durability::power_cut;
  std::chrono::milliseconds busy_timeout{10'000};  // waiting time for another writer
};

DatabaseFile definitions_file();  // the file is in the state directory
DatabaseFile runtime_file();      // the file is in the run directory

// Creates the file with its complete schema if it does not exist. A process that is killed in this
// function leaves no file or a complete file. If several processes call it at the same time, one
// creates the file and the others wait.
Result<void> ensure_database_file(const PrivateDirectory& directory, const DatabaseFile& file);

}  // namespace mydocker::store

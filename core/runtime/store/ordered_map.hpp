// A map from keys to values, in the byte order of the keys, in one table of a database.
//
// A short process spends much time in SQLite on parsing its schema and statements. One table and
// four reused statements keep this time short. Transactions belong to the database. This class does
// not know the content of keys and values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/store/database.hpp"

namespace mydocker::store {

// The map in one database. The map does not own the database, which must outlive it.
class OrderedMap {
 public:
  // Returns the SQL that creates the table.
  static constexpr const char* schema() noexcept {
    return "CREATE TABLE entries(key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;";
  }

  // Returns the SQL that adds checksums to a table of the first version.
  static constexpr const char* checksum_schema() noexcept {
    return "ALTER TABLE entries ADD COLUMN checksum INTEGER;";
  }

  // Computes the checksums of values that an earlier version has stored.
  Result<void> add_checksums();

  explicit OrderedMap(Database& database) noexcept : database_(&database) {}

  // Returns the value of the key. corrupt_state: the value does not match its checksum. The error
  // names the key.
  Result<std::optional<std::string>> get(std::string_view key);
  Result<void> put(std::string_view key, std::string_view value);  // replaces an old value
  Result<void> erase(std::string_view key);  // succeeds if the key does not exist

  // Visits the keys and values from `first` up to but without `end`, until `visit` returns false.
  // `visit` must not change the map.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  Result<void> walk(std::string_view first, std::string_view end, const Visit& visit);

 private:
  [[nodiscard]] Error changed(std::string_view key) const;
  Result<Statement*> ready(std::optional<Statement>& statement, std::string_view sql);

  Database* database_;
  std::optional<Statement> get_;
  std::optional<Statement> put_;
  std::optional<Statement> erase_;
  std::optional<Statement> walk_;
};

}  // namespace mydocker::store

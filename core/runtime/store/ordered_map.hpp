// A map from keys to values, in the order of the keys' bytes, kept in one table of a database.
//
// SQLite spends most of a short process on reading its schema and our statements; with one table
// and four statements, each prepared when first needed and used again, little of that is left.
// Transactions are the database's. Does not: know what is in a key or a value.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "mydocker/result.hpp"
#include "runtime/store/database.hpp"

namespace mydocker::store {

class OrderedMap {
 public:
  // The statement that makes the table.
  static constexpr const char* schema() noexcept {
    return "CREATE TABLE entries(key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;";
  }

  explicit OrderedMap(Database& database) noexcept : database_(&database) {}

  Result<std::optional<std::string>> get(std::string_view key);
  Result<void> put(std::string_view key, std::string_view value);  // also over an old value
  Result<void> erase(std::string_view key);                        // one that is gone is done

  // Shows the entries from `first` on, up to and without `end`, until `visit` says false. It must
  // not change the map.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  Result<void> walk(std::string_view first, std::string_view end, const Visit& visit);

 private:
  Result<Statement*> ready(std::optional<Statement>& statement, std::string_view sql);

  Database* database_;
  std::optional<Statement> get_;
  std::optional<Statement> put_;
  std::optional<Statement> erase_;
  std::optional<Statement> walk_;
};

}  // namespace mydocker::store

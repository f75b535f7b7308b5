#include "runtime/store/ordered_map.hpp"

#include <algorithm>

#include "runtime/base/quoted.hpp"
#include "runtime/store/record.hpp"

namespace mydocker::store {
namespace {

// Resets the statement at the end of a scope. A stepped statement keeps its read transaction open
// until it is reset.
class Reset {
 public:
  explicit Reset(Statement& statement) noexcept : statement_(statement) {}
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  ~Reset() { statement_.reset(); }

 private:
  Statement& statement_;
};

}  // namespace

Result<Statement*> OrderedMap::ready(std::optional<Statement>& statement, std::string_view sql) {
  if (!statement) {
    MYDOCKER_TRY(statement, database_->prepare(sql));
  }
  return &*statement;
}

Error OrderedMap::changed(std::string_view key) const {
  std::string name(key);
  std::ranges::replace(name, '\0', ' ');
  return database_->damaged("the value of key " + base::quoted(name) +
                            " does not match its checksum");
}

Result<void> OrderedMap::add_checksums() {
  using Entry = std::pair<std::string, std::string>;
  MYDOCKER_TRY(auto rows,
               database_->query("SELECT key, value FROM entries WHERE checksum IS NULL"));
  MYDOCKER_TRY(const auto old, collect<Entry>(std::move(rows), [](const Statement& row) {
                 return Result<Entry>(Entry{row.text(0), row.text(1)});
               }));
  for (const auto& [key, value] : old) MYDOCKER_CHECK(put(key, value));
  return {};
}

Result<std::optional<std::string>> OrderedMap::get(std::string_view key) {
  MYDOCKER_TRY(auto* statement, ready(get_, "SELECT value, checksum FROM entries WHERE key=?"));
  const Reset reset(*statement);
  statement->bind(1, Blob{key});
  MYDOCKER_TRY(const bool found, statement->step());
  if (!found) return std::optional<std::string>();
  auto value = statement->text(0);
  if (!has_checksum(statement->integer(1), key, value)) return changed(key);
  return std::optional(std::move(value));
}

Result<void> OrderedMap::put(std::string_view key, std::string_view value) {
  MYDOCKER_TRY(auto* statement, ready(put_, "REPLACE INTO entries VALUES(?,?,?)"));
  const Reset reset(*statement);
  statement->bind(1, Blob{key});
  statement->bind(2, Blob{value});
  statement->bind(3, checksum_of(key, value));
  MYDOCKER_CHECK(statement->step());
  return {};
}

Result<void> OrderedMap::erase(std::string_view key) {
  MYDOCKER_TRY(auto* statement, ready(erase_, "DELETE FROM entries WHERE key=?"));
  const Reset reset(*statement);
  statement->bind(1, Blob{key});
  MYDOCKER_CHECK(statement->step());
  return {};
}

Result<void> OrderedMap::walk(std::string_view first, std::string_view end, const Visit& visit) {
  MYDOCKER_TRY(auto* statement,
               ready(walk_,
                     "SELECT key, value, checksum FROM entries WHERE key>=? AND key<? "
                     "ORDER BY key"));
  const Reset reset(*statement);
  statement->bind(1, Blob{first});
  statement->bind(2, Blob{end});
  for (;;) {
    MYDOCKER_TRY(const bool found, statement->step());
    if (!found) return {};
    const auto key = statement->text(0);
    const auto value = statement->text(1);
    if (!has_checksum(statement->integer(2), key, value)) return changed(key);
    if (!visit(key, value)) return {};
  }
}

}  // namespace mydocker::store

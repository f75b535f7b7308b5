#include "runtime/store/ordered_map.hpp"

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

Result<std::optional<std::string>> OrderedMap::get(std::string_view key) {
  MYDOCKER_TRY(auto* statement, ready(get_, "SELECT value FROM entries WHERE key=?"));
  const Reset reset(*statement);
  statement->bind(1, Blob{key});
  MYDOCKER_TRY(const bool found, statement->step());
  if (!found) return std::optional<std::string>();
  return std::optional(statement->text(0));
}

Result<void> OrderedMap::put(std::string_view key, std::string_view value) {
  MYDOCKER_TRY(auto* statement, ready(put_, "REPLACE INTO entries VALUES(?,?)"));
  const Reset reset(*statement);
  statement->bind(1, Blob{key});
  statement->bind(2, Blob{value});
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
               ready(walk_, "SELECT key, value FROM entries WHERE key>=? AND key<? ORDER BY key"));
  const Reset reset(*statement);
  statement->bind(1, Blob{first});
  statement->bind(2, Blob{end});
  for (;;) {
    MYDOCKER_TRY(const bool found, statement->step());
    if (!found || !visit(statement->text(0), statement->text(1))) return {};
  }
}

}  // namespace mydocker::store

#include "runtime/store/runtime_state.hpp"

#include <sqlite3.h>

#include <array>
#include <bit>

#include "runtime/store/private_directory.hpp"
#include "runtime/store/runtime_parts.hpp"
#include "runtime/store/runtime_schema.hpp"

namespace mydocker::store {
namespace {

Result<bool> is_of(Database& database, const World& world) {
  MYDOCKER_TRY(auto row, database.query("SELECT boot_id, host_cookie FROM world"));
  MYDOCKER_TRY(const bool found, row.step());
  return found && row.text(0) == world.boot_id &&
         std::bit_cast<std::uint64_t>(row.integer(1)) == world.host_cookie;
}

// Everything goes, also rows whose byte somebody holds: whoever worked on them did so in a world
// that is gone, and nothing of what they name exists in this one. Only the count of ids goes on.
Result<void> begin_anew(Database& database, const World& world) {
  return database.atomically([&]() -> Result<void> {
    MYDOCKER_TRY(const bool done_meanwhile, is_of(database, world));
    if (done_meanwhile) return {};
    constexpr std::array<const char*, 6> kTables{"works",     "plans",  "holders",
                                                 "endpoints", "leases", "cursors"};
    for (const char* const table : kTables)
      MYDOCKER_CHECK(database.run(std::string("DELETE FROM ") + table));
    MYDOCKER_CHECK(database.run("INSERT OR REPLACE INTO world VALUES(1,?,?)", world.boot_id,
                                std::bit_cast<std::int64_t>(world.host_cookie)));
    return {};
  });
}

}  // namespace

RuntimeState::RuntimeState(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RuntimeState::RuntimeState(RuntimeState&&) noexcept = default;
RuntimeState& RuntimeState::operator=(RuntimeState&&) noexcept = default;
RuntimeState::~RuntimeState() = default;

Result<RuntimeState> RuntimeState::open(const std::filesystem::path& directory,
                                        const World& world) {
  MYDOCKER_TRY(const auto opened, PrivateDirectory::open(directory));
  DatabaseFile file;
  file.name = "runtime.db";
  file.schema = runtime_schema();
  file.durability = Durability::process_death;
  MYDOCKER_TRY(auto database, Database::open(opened, file));
  MYDOCKER_TRY(const bool same_world, is_of(*database, world));
  if (!same_world) MYDOCKER_CHECK(begin_anew(*database, world));
  MYDOCKER_TRY(auto locks, LockBytes::open(opened));
  std::unique_ptr<Parts> parts(new Parts{std::move(locks), {}, std::move(database)});
  const auto release_begun = [](void* raw) {
    auto& own = *static_cast<Parts*>(raw);
    for (const auto id : own.begun) own.locks.unlock(id);
    own.begun.clear();
  };
  sqlite3_rollback_hook(parts->database->handle(), release_begun, parts.get());
  return RuntimeState(std::move(parts));
}

RuntimeState::Transaction::~Transaction() {
  if (database_ != nullptr) database_->rollback();
}

Result<void> RuntimeState::Transaction::commit() {
  MYDOCKER_CHECK(database_->commit());
  database_ = nullptr;
  return {};
}

Result<RuntimeState::Transaction> RuntimeState::begin() {
  MYDOCKER_CHECK(parts_->database->begin());
  parts_->begun.clear();
  return Transaction(*parts_->database);
}

}  // namespace mydocker::store

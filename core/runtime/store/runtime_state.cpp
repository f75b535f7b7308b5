#include "runtime/store/runtime_state.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "runtime/base/quoted.hpp"
#include "runtime/store/private_directory.hpp"
#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/unfinished.hpp"

namespace mydocker::store {
namespace {

// Plans are long, and an ordered map with long values in it is a deep one.
constexpr const char* kPlansSchema = "CREATE TABLE plans(work INTEGER PRIMARY KEY, plan TEXT);";

constexpr const char* kBootId = "boot";
constexpr const char* kCookie = "host";

std::string boot_value(const BootIdentity& boot) {
  Record record;
  record.set(kBootId, boot.boot_id);
  record.set(kCookie, digits_of(boot.host_cookie));
  return record.bytes();
}

// Everything goes, also rows whose byte somebody holds: whoever worked on them did so in a world
// that is gone, and nothing of what they name exists in this one. Only the count of ids goes on.
Result<void> reset_state(Database& database, OrderedMap& map, const BootIdentity& boot) {
  return database.with_transaction([&]() -> Result<void> {
    const auto key = key_of({"world"});
    MYDOCKER_TRY(const auto now, map.get(key));
    if (now == boot_value(boot)) return {};  // another command has done it meanwhile
    const auto last = key_of({"last"});
    MYDOCKER_CHECK(database.run("DELETE FROM entries WHERE key<>?", Blob{last}));
    MYDOCKER_CHECK(database.run("DELETE FROM plans"));
    return map.put(key, boot_value(boot));
  });
}

}  // namespace

RuntimeState::RuntimeState(std::unique_ptr<Impl> parts) : impl_(std::move(parts)) {}
RuntimeState::RuntimeState(RuntimeState&&) noexcept = default;
RuntimeState& RuntimeState::operator=(RuntimeState&&) noexcept = default;
RuntimeState::~RuntimeState() = default;

Result<RuntimeState> RuntimeState::open(const std::filesystem::path& directory,
                                        const BootIdentity& boot) {
  MYDOCKER_TRY(const auto opened, PrivateDirectory::open(directory));
  DatabaseFile file;
  file.name = "runtime.db";
  const std::array<const char*, 2> schema{OrderedMap::schema(), kPlansSchema};
  file.schema = schema;
  file.durability = Durability::process_death;
  std::optional<OrderedMap> map;
  std::optional<std::string> known;
  std::optional<std::string> slots;
  MYDOCKER_TRY(auto database, Database::open(opened, file, [&](Database& own) -> Result<void> {
                 map.emplace(own);
                 MYDOCKER_TRY(known, map->get(key_of({"world"})));
                 MYDOCKER_TRY(slots, map->get(key_of({"unfinished"})));
                 return {};
               }));
  MYDOCKER_TRY(auto locks, RecordLocks::open(opened));
  auto parts = std::make_unique<Impl>(std::move(locks), std::move(database), *std::move(map));
  if (known == boot_value(boot))
    parts->found_unfinished = !entries_in(slots.value_or("")).empty();
  else
    MYDOCKER_CHECK(reset_state(*parts->database, parts->map, boot));
  const auto release_begun = [](void* raw) {
    auto& own = *static_cast<Impl*>(raw);
    for (const auto id : own.begun) own.locks.unlock(id);
    own.begun.clear();
  };
  sqlite3_rollback_hook(parts->database->handle(), release_begun, parts.get());
  return RuntimeState(std::move(parts));
}

bool RuntimeState::found_unfinished() const noexcept { return impl_->found_unfinished; }

Result<std::optional<Record>> RuntimeState::Impl::record(std::string_view key) {
  MYDOCKER_TRY(const auto bytes, map.get(key));
  if (!bytes) return std::optional<Record>();
  auto record = Record::parse(*bytes);
  if (!record) return unreadable(key);
  return record;
}

Error RuntimeState::Impl::unreadable(std::string_view key) const {
  std::string name(key);
  std::ranges::replace(name, '\0', ' ');
  return database->damaged("the entry " + base::quoted(name) + " makes no sense");
}

Result<std::vector<std::string>> RuntimeState::Impl::keys_below(const std::string& start) {
  std::vector<std::string> keys;
  MYDOCKER_CHECK(map.walk(start, end_of(start), [&](std::string_view key, std::string_view) {
    keys.emplace_back(key);
    return true;
  }));
  return keys;
}

RuntimeState::Transaction::~Transaction() {
  if (database_ != nullptr) database_->rollback();
}

Result<void> RuntimeState::Transaction::commit() {
  MYDOCKER_CHECK(database_->commit());
  database_ = nullptr;
  begun_->clear();  // they stay locked whatever is rolled back from now on, a look above all
  return {};
}

Result<RuntimeState::Transaction> RuntimeState::begin() {
  MYDOCKER_CHECK(impl_->database->begin());
  return Transaction(*impl_->database, impl_->begun);
}

}  // namespace mydocker::store

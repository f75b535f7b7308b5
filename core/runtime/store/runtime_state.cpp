#include "runtime/store/runtime_state.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "runtime/base/quoted.hpp"
#include "runtime/store/database_files.hpp"
#include "runtime/store/private_directory.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"

namespace mydocker::store {
namespace {

// The table of plans. Plans are long, and long values would make the tree of the ordered map deep.
constexpr const char* kPlansSchema = "CREATE TABLE plans(work INTEGER PRIMARY KEY, plan TEXT);";

constexpr const char* kPlanChecksumSchema = "ALTER TABLE plans ADD COLUMN checksum INTEGER;";

// A step without a change of the tables. update_file() renames some keys.
constexpr const char* kRenamedKeysSchema = "";

constexpr std::array<const char*, 5> kRuntimeSchema{OrderedMap::schema(), kPlansSchema,
                                                    OrderedMap::checksum_schema(),
                                                    kPlanChecksumSchema, kRenamedKeysSchema};

// Computes the checksums of a file that an earlier version has written.
Result<void> add_checksums(Database& database) {
  MYDOCKER_TRY(auto plans, database.query("SELECT work, plan FROM plans WHERE checksum IS NULL"));
  using PlanRow = std::pair<std::int64_t, std::string>;
  MYDOCKER_TRY(const auto old, collect<PlanRow>(std::move(plans), [](const Statement& row) {
                 return Result<PlanRow>(PlanRow{row.integer(0), row.text(1)});
               }));
  for (const auto& [id, plan] : old) {
    const auto digits = digits_of(static_cast<std::uint64_t>(id));
    MYDOCKER_CHECK(
        database.run("UPDATE plans SET checksum=? WHERE work=?", checksum_of(digits, plan), id));
  }
  return OrderedMap(database).add_checksums();
}

// Renames keys of the map: the first part `from` becomes `to`.
Result<void> rename_keys(OrderedMap& map, std::string_view from, std::string_view to) {
  const auto start = key_of({from});
  std::vector<std::pair<std::string, std::string>> old;
  MYDOCKER_CHECK(map.walk(start, end_of(start), [&](std::string_view key, std::string_view value) {
    old.emplace_back(key, value);
    return true;
  }));
  for (const auto& [key, value] : old) {
    MYDOCKER_CHECK(map.put(key_of({to}) + key.substr(start.size()), value));
    MYDOCKER_CHECK(map.erase(key));
  }
  return {};
}

// Updates the content of a file that an earlier version has written.
Result<void> update_file(Database& database) {
  MYDOCKER_CHECK(add_checksums(database));
  OrderedMap map(database);
  MYDOCKER_CHECK(rename_keys(map, "world", "host"));
  return rename_keys(map, "taken", "lease");
}

std::string identity_key() { return key_of({"host"}); }

// Removes everything, also locked journal entries, because after a reboot their resources do not
// exist. Only the counter of ids stays.
Result<void> empty_for(Database& database, OrderedMap& map, const HostIdentity& host) {
  return database.with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(const auto now, map.get(identity_key()));
    if (now == identity_value(host)) return {};  // another command has emptied it already
    const auto last = key_of({"last"});
    MYDOCKER_CHECK(database.run("DELETE FROM entries WHERE key<>?", Blob{last}));
    MYDOCKER_CHECK(database.run("DELETE FROM plans"));
    return map.put(identity_key(), identity_value(host));
  });
}

// The values that are read when the file is opened.
struct Opened {
  std::optional<std::string> identity;
  std::optional<std::string> slots;  // value of the key `unfinished`

  Result<void> read(OrderedMap& map) {
    MYDOCKER_TRY(identity, map.get(identity_key()));
    MYDOCKER_TRY(slots, map.get(key_of({"unfinished"})));
    return {};
  }
};

Result<std::optional<HostIdentity>> recorded_host(const Database& database, const Opened& opened) {
  if (!opened.identity) return std::optional<HostIdentity>();
  auto recorded = identity_from(*opened.identity);
  if (!recorded) return database.damaged("it does not record its host");
  return recorded;
}

}  // namespace

DatabaseFile runtime_file() {
  DatabaseFile file;
  file.name = "runtime.db";
  file.schema = kRuntimeSchema;
  file.after_update = update_file;
  file.durability = Durability::process_death;
  return file;
}

RuntimeState::RuntimeState(std::unique_ptr<Impl> parts) : impl_(std::move(parts)) {}
RuntimeState::RuntimeState(RuntimeState&&) noexcept = default;
RuntimeState& RuntimeState::operator=(RuntimeState&&) noexcept = default;
RuntimeState::~RuntimeState() = default;

Result<RuntimeState> RuntimeState::open(const std::filesystem::path& directory,
                                        const HostIdentity& host) {
  MYDOCKER_TRY(const auto folder, PrivateDirectory::open(directory));
  Opened opened;
  // This map and its statements must not outlive the database, which is closed after an error.
  MYDOCKER_TRY(auto database, Database::open(folder, runtime_file(), [&](Database& own) {
                 OrderedMap map(own);
                 return opened.read(map);
               }));
  MYDOCKER_TRY(const auto recorded, recorded_host(*database, opened));
  const auto owner = recorded ? store::owner_of(*recorded, host) : StateOwner::earlier_boot;
  if (owner == StateOwner::other_namespace)
    return belongs_elsewhere(database->path().string(), *recorded);
  MYDOCKER_TRY(auto locks, RecordLocks::open(folder));
  OrderedMap map(*database);
  auto parts = std::make_unique<Impl>(std::move(locks), std::move(database), std::move(map));
  if (owner == StateOwner::this_host)
    parts->found_unfinished = !entries_in(opened.slots.value_or("")).empty();
  else
    MYDOCKER_CHECK(empty_for(*parts->database, parts->map, host));
  const auto release_begun = [](void* raw) {
    auto& own = *static_cast<Impl*>(raw);
    for (const auto id : own.begun) own.locks.unlock(id);
    own.begun.clear();
  };
  sqlite3_rollback_hook(parts->database->handle(), release_begun, parts.get());
  return RuntimeState(std::move(parts));
}

// Opens a snapshot. A state of an earlier boot or of another namespace must look empty, so it needs
// a whole copy.
Result<RuntimeState> RuntimeState::open_snapshot(const std::filesystem::path& directory,
                                                 const HostIdentity& host, Copy copy) {
  MYDOCKER_TRY(auto database, Database::open_snapshot(directory, runtime_file(), copy));
  MYDOCKER_TRY(auto locks, RecordLocks::open_to_read(directory));
  OrderedMap map(*database);
  Opened opened;
  MYDOCKER_CHECK(opened.read(map));
  MYDOCKER_TRY(const auto recorded, recorded_host(*database, opened));
  const auto owner = recorded ? store::owner_of(*recorded, host) : StateOwner::earlier_boot;
  if (owner != StateOwner::this_host && database->reads_pages())
    return open_snapshot(directory, host, Copy::whole);
  auto parts = std::make_unique<Impl>(std::move(locks), std::move(database), std::move(map));
  parts->is_snapshot = true;
  if (owner == StateOwner::other_namespace)
    parts->elsewhere = belongs_elsewhere(parts->database->path().string(), *recorded);
  if (owner == StateOwner::this_host)
    parts->found_unfinished = !entries_in(opened.slots.value_or("")).empty();
  else
    MYDOCKER_CHECK(empty_for(*parts->database, parts->map, host));
  return RuntimeState(std::move(parts));
}

Result<bool> RuntimeState::is_unchanged() const { return impl_->database->is_unchanged(); }

Result<void> RuntimeState::check_directory(const std::filesystem::path& directory) {
  const auto folder = PrivateDirectory::open_existing(directory);
  if (folder.ok() || folder.error().kind() == ErrorKind::not_found) return {};
  return folder.error();
}

Result<void> RuntimeState::check_host() const {
  if (impl_->elsewhere) return *impl_->elsewhere;
  return {};
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
  return database->damaged("the value of key " + base::quoted(name) + " is invalid");
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
  const auto begun = *begun_;
  MYDOCKER_CHECK(database_->commit());
  database_ = nullptr;
  if (begun_->size() != begun.size()) MYDOCKER_CHECK(lock_again(begun));
  begun_->clear();  // a later rollback must not unlock these journal entries
  return {};
}

// Locks the journal entries again. SQLite has reported an error and rolled back, which released the
// locks. But the commit is stored.
Result<void> RuntimeState::Transaction::lock_again(const std::vector<std::int64_t>& begun) {
  for (const auto entry_id : begun) {
    MYDOCKER_TRY(const bool locked, locks_->try_lock(entry_id));
    if (!locked)
      return Error(ErrorKind::unfinished, "another command has locked the journal entry")
          .hint("the next command completes it or rolls it back");
  }
  return {};
}

Result<Reading> RuntimeState::read_together() { return Reading::begin(*impl_->database); }

Result<RuntimeState::Transaction> RuntimeState::begin() {
  MYDOCKER_CHECK(impl_->database->begin());
  return Transaction(*impl_->database, impl_->locks, impl_->begun);
}

}  // namespace mydocker::store

// RuntimeState: the journal.
#include "mydocker/documents.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {
namespace {

// The letters of the phases, in the order of Phase. A phase is one letter, so that a journal entry
// keeps its size when its phase changes.
constexpr std::string_view kPhaseLetters = "car";

std::string letter(Phase phase) {
  return std::string(kPhaseLetters.substr(static_cast<std::size_t>(phase), 1));
}

// A text with the length of a command digest, so that a journal entry keeps its size.
const std::string kNoCommand(16, '0');

std::string command_in(const Record& entry) {
  const auto& command = entry.text("command");
  return command == kNoCommand ? std::string() : command;
}

std::int64_t number(EntryKind kind) { return static_cast<std::int64_t>(kind); }

Error no_such_entry(std::int64_t entry_id) {
  return {ErrorKind::not_found, "the journal has no entry " + std::to_string(entry_id)};
}

}  // namespace

std::optional<JournalEntry> journal_entry_from(std::int64_t entry_id, const Record& record) {
  const std::size_t phase = kPhaseLetters.find(record.text("phase"));
  const std::int64_t kind = record.number("kind");
  if (record.text("phase").size() != 1 || phase == std::string_view::npos || kind < 0 ||
      kind > number(EntryKind::change))
    return std::nullopt;
  return JournalEntry{entry_id,
                      static_cast<EntryKind>(kind),
                      static_cast<Phase>(phase),
                      record.text("owner"),
                      record.text("network"),
                      {},
                      command_in(record)};
}

Result<std::int64_t> RuntimeState::Impl::id_of(std::string_view owner) {
  MYDOCKER_TRY(const auto digits, map.get(key_of({"owner", owner})));
  return digits ? entry_id_from(*digits) : 0;
}

Result<std::optional<JournalEntry>> RuntimeState::Impl::entry(std::int64_t entry_id) {
  MYDOCKER_TRY(const auto found, record(entry_key(entry_id)));
  if (!found) return std::optional<JournalEntry>();
  auto entry = journal_entry_from(entry_id, *found);
  if (!entry) return unreadable(entry_key(entry_id));
  return entry;
}

// Stores the journal entry. Also updates the list of unfinished journal entries.
Result<void> RuntimeState::Impl::write_entry(const JournalEntry& entry) {
  Record record;
  record.set("phase", letter(entry.phase));
  record.set("kind", number(entry.kind));
  record.set("owner", entry.owner);
  record.set("network", entry.network_id);
  record.set("command", entry.command.empty() ? kNoCommand : entry.command);
  MYDOCKER_CHECK(map.put(entry_key(entry.id), record.bytes()));
  const auto key = key_of({"unfinished"});
  MYDOCKER_TRY(auto slots, map.get(key));
  const bool done = entry.phase == Phase::active;
  return map.put(key, done ? without_entry(slots.value_or(""), entry.id)
                           : with_entry(slots.value_or(""), entry.id));
}

Result<Plan> RuntimeState::Impl::plan(std::int64_t entry_id) {
  MYDOCKER_TRY(auto found,
               database->query("SELECT work, plan, checksum FROM plans WHERE work=?", entry_id));
  MYDOCKER_TRY(const bool there, found.step());
  return there ? plan_in(found) : Result<Plan>(Plan());
}

// Reads the plan of a row with the columns work, plan and checksum.
Result<Plan> RuntimeState::Impl::plan_in(const Statement& row) const {
  const auto document = row.text(1);
  if (has_checksum(row.integer(2), digits_of(static_cast<std::uint64_t>(row.integer(0))), document))
    return documents::decode_plan(document);
  return row.unreadable("the plan of journal entry " + std::to_string(row.integer(0)) +
                        " does not match its checksum");
}

// Locks the byte of a new journal entry in the file `locks`. A snapshot does not lock it: another
// process can create a journal entry with the same id.
Result<void> RuntimeState::Impl::lock_new(std::int64_t entry_id) {
  if (is_snapshot) return {};
  MYDOCKER_TRY(const bool locked, locks.try_lock(entry_id));
  if (!locked)
    return Error(ErrorKind::busy,
                 "another command has locked journal entry " + std::to_string(entry_id))
        .hint("try again");
  begun.push_back(entry_id);
  return {};
}

Result<std::int64_t> RuntimeState::open_entry(EntryKind kind, std::string_view owner,
                                              std::string_view network_id) {
  OrderedMap& map = impl_->map;
  MYDOCKER_TRY(const auto there, impl_->id_of(owner));
  if (there != 0)
    return Error(ErrorKind::already_exists,
                 "the journal already has an entry for " + base::quoted(owner));
  MYDOCKER_TRY(const auto last, map.get(key_of({"last"})));
  JournalEntry entry;
  entry.id = (last ? entry_id_from(*last) : 0) + 1;
  entry.kind = kind;
  entry.owner = owner;
  entry.network_id = network_id;
  entry.command = impl_->command;
  MYDOCKER_CHECK(impl_->lock_new(entry.id));
  const auto digits = digits_of(static_cast<std::uint64_t>(entry.id));
  MYDOCKER_CHECK(map.put(key_of({"last"}), digits));
  MYDOCKER_CHECK(map.put(key_of({"owner", owner}), digits));
  MYDOCKER_CHECK(impl_->write_entry(entry));
  return entry.id;
}

Result<void> RuntimeState::write_plan(std::int64_t entry_id, const Plan& plan) {
  const auto document = documents::encode(plan);
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(const auto entry, impl_->entry(entry_id));
    if (!entry) return no_such_entry(entry_id);
    const auto digits = digits_of(static_cast<std::uint64_t>(entry_id));
    MYDOCKER_CHECK(impl_->database->run("REPLACE INTO plans VALUES(?,?,?)", entry_id, document,
                                        checksum_of(digits, document)));
    return {};
  });
}

Result<void> RuntimeState::keep_facts(std::int64_t entry_id, const HostFacts& facts,
                                      const Status& status) {
  return impl_->map.put(facts_key(entry_id), documents::encode(facts, status));
}

Result<std::optional<HostFacts>> RuntimeState::facts_of(std::string_view owner) {
  using Found = std::optional<HostFacts>;
  return impl_->database->with_read_transaction([&]() -> Result<Found> {
    MYDOCKER_TRY(const auto entry_id, impl_->id_of(owner));
    MYDOCKER_TRY(const auto document, impl_->map.get(facts_key(entry_id)));
    if (!document) return Found();
    MYDOCKER_TRY(auto facts, documents::decode_facts(*document));
    return Found(std::move(facts));
  });
}

Result<RuntimeState::Status> RuntimeState::status_of(std::string_view owner) {
  return impl_->database->with_read_transaction([&]() -> Result<Status> {
    MYDOCKER_TRY(const auto entry_id, impl_->id_of(owner));
    MYDOCKER_TRY(const auto document, impl_->map.get(facts_key(entry_id)));
    return document ? documents::decode_status(*document) : Result<Status>(Status());
  });
}

Result<void> RuntimeState::set_phase(std::int64_t entry_id, Phase phase) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(auto entry, impl_->entry(entry_id));
    if (!entry) return no_such_entry(entry_id);
    entry->phase = phase;
    entry->command = phase == Phase::active ? std::string() : impl_->command;
    return impl_->write_entry(*entry);
  });
}

Result<void> RuntimeState::close_entry(std::int64_t entry_id) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(auto entry, impl_->entry(entry_id));
    if (!entry) return {};
    MYDOCKER_TRY(const auto held, owned_by(entry_id));
    for (const auto& identity : held) MYDOCKER_CHECK(release(identity, entry_id));
    MYDOCKER_TRY(const auto endpoint, impl_->endpoint(entry_id));
    if (endpoint) MYDOCKER_CHECK(release_ports(*endpoint));
    if (entry->kind == EntryKind::endpoint && endpoint)
      MYDOCKER_CHECK(impl_->forget_endpoint(entry_id, *endpoint));
    if (entry->kind == EntryKind::network) MYDOCKER_CHECK(impl_->forget_network(entry->network_id));
    entry->phase = Phase::active;  // this value removes it from the list of unfinished entries
    MYDOCKER_CHECK(impl_->write_entry(*entry));
    MYDOCKER_CHECK(impl_->map.erase(key_of({"owner", entry->owner})));
    MYDOCKER_TRY(const auto keys, impl_->keys_below(entry_key(entry_id)));
    for (const auto& key : keys) MYDOCKER_CHECK(impl_->map.erase(key));
    MYDOCKER_CHECK(impl_->database->run("DELETE FROM plans WHERE work=?", entry_id));
    return {};
  });
}

Result<std::optional<JournalEntry>> RuntimeState::find_entry(std::string_view owner) {
  using Found = std::optional<JournalEntry>;
  return impl_->database->with_read_transaction([&]() -> Result<Found> {
    MYDOCKER_TRY(const auto id, impl_->id_of(owner));
    if (id == 0) return Found();
    MYDOCKER_TRY(auto entry, impl_->entry(id));
    if (!entry) return Found();
    MYDOCKER_TRY(entry->plan, impl_->plan(id));
    return entry;
  });
}

Result<bool> RuntimeState::is_active(std::string_view owner) {
  return impl_->database->with_read_transaction([&]() -> Result<bool> {
    MYDOCKER_TRY(const auto id, impl_->id_of(owner));
    if (id == 0) return false;
    MYDOCKER_TRY(const auto entry, impl_->entry(id));
    return entry && entry->phase == Phase::active;
  });
}

Result<std::vector<JournalEntry>> RuntimeState::unfinished() {
  using Entries = std::vector<JournalEntry>;
  return impl_->database->with_read_transaction([&]() -> Result<Entries> {
    MYDOCKER_TRY(const auto slots, impl_->map.get(key_of({"unfinished"})));
    Entries entries;
    for (const auto id : entries_in(slots.value_or(""))) {
      MYDOCKER_TRY(auto entry, impl_->entry(id));
      if (!entry) return impl_->unreadable(key_of({"unfinished"}));
      MYDOCKER_TRY(entry->plan, impl_->plan(id));
      entries.push_back(*std::move(entry));
    }
    return entries;
  });
}

Result<std::vector<JournalEntry>> RuntimeState::active_entries() {
  using Entries = std::vector<JournalEntry>;
  return impl_->database->with_read_transaction([&]() -> Result<Entries> {
    Entries entries;
    MYDOCKER_TRY(auto found,
                 impl_->database->query("SELECT work, plan, checksum FROM plans ORDER BY work"));
    for (;;) {
      MYDOCKER_TRY(const bool there, found.step());
      if (!there) return entries;
      MYDOCKER_TRY(auto entry, impl_->entry(found.integer(0)));
      if (!entry || entry->phase != Phase::active) continue;
      MYDOCKER_TRY(entry->plan, impl_->plan_in(found));
      entries.push_back(*std::move(entry));
    }
  });
}

Result<bool> RuntimeState::try_lock(std::int64_t entry_id) {
  return impl_->locks.try_lock(entry_id);
}

Result<bool> RuntimeState::is_locked_elsewhere(std::int64_t entry_id) {
  return impl_->locks.is_locked_elsewhere(entry_id);
}

void RuntimeState::unlock(std::int64_t entry_id) noexcept { impl_->locks.unlock(entry_id); }

}  // namespace mydocker::store

// The journal and the shared things of RuntimeState.
#include "runtime/base/quoted.hpp"
#include "runtime/store/runtime_parts.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {
namespace {

const std::string kWorkColumns =
    "SELECT id, kind, phase, owner, network_id, plan FROM works LEFT JOIN plans ON work=id ";

// The letters of the schema, in the order of Phase.
constexpr std::string_view kPhaseLetters = "car";

std::string_view letter(Phase phase) {
  return kPhaseLetters.substr(static_cast<std::size_t>(phase), 1);
}

std::int64_t number(WorkKind kind) { return static_cast<std::int64_t>(kind); }

Result<Work> read_work(const Statement& row) {
  Work work;
  work.id = row.integer(0);
  const std::int64_t kind = row.integer(1);
  const std::string phase = row.text(2);
  const std::size_t place = kPhaseLetters.find(phase);
  const bool known = phase.size() == 1 && place != std::string_view::npos && kind >= 0 &&
                     kind <= number(WorkKind::endpoint);
  if (!known)
    return row.unreadable("work " + std::to_string(work.id) + " has no known kind or phase");
  work.kind = static_cast<WorkKind>(kind);
  work.phase = static_cast<Phase>(place);
  work.owner = row.text(3);
  work.network_id = row.text(4);
  work.plan = row.text(5);
  return work;
}

Result<void> check_changed(std::int64_t changed, std::int64_t work) {
  if (changed != 0) return {};
  return Error(ErrorKind::not_found, "the journal has no work " + std::to_string(work));
}

Result<std::int64_t> insert_work(Database& database, const Work& work) {
  MYDOCKER_CHECK(database.run("INSERT INTO works(kind, phase, owner, network_id) VALUES(?,?,?,?)",
                              number(work.kind), letter(work.phase), work.owner, work.network_id));
  MYDOCKER_TRY(auto row, database.query("SELECT last_insert_rowid()"));
  MYDOCKER_CHECK(row.step());
  return row.integer(0);
}

}  // namespace

Result<std::int64_t> RuntimeState::begin_work(WorkKind kind, std::string_view owner,
                                              std::string_view network_id) {
  MYDOCKER_TRY(const auto there, work_of(owner));
  if (there)
    return Error(ErrorKind::already_exists,
                 "the journal has work for " + base::quoted(owner) + " already");
  Work work;
  work.kind = kind;
  work.owner = owner;
  work.network_id = network_id;
  MYDOCKER_TRY(const std::int64_t id, insert_work(*parts_->database, work));
  MYDOCKER_TRY(const bool locked, claim(id));
  if (!locked)
    return Error(ErrorKind::busy, "another command holds work " + std::to_string(id))
        .hint("try again");
  parts_->begun.push_back(id);
  return id;
}

Result<void> RuntimeState::write_plan(std::int64_t work, std::string_view plan) {
  // Only beside a row of the journal: the SELECT gives none otherwise.
  MYDOCKER_TRY(
      const auto changed,
      parts_->database->run("INSERT OR REPLACE INTO plans SELECT id, ?2 FROM works WHERE id=?1",
                            work, plan));
  return check_changed(changed, work);
}

Result<void> RuntimeState::set_phase(std::int64_t work, Phase phase) {
  MYDOCKER_TRY(const auto changed,
               parts_->database->run("UPDATE works SET phase=?2 WHERE id=?1", work, letter(phase)));
  return check_changed(changed, work);
}

Result<void> RuntimeState::end_work(std::int64_t work) {
  Database& database = *parts_->database;
  return database.atomically([&]() -> Result<void> {
    MYDOCKER_CHECK(database.run("DELETE FROM holders WHERE work=?1", work));
    MYDOCKER_CHECK(database.run("DELETE FROM leases WHERE work=?1", work));
    MYDOCKER_CHECK(database.run("DELETE FROM endpoints WHERE work=?1", work));
    // With the network goes the memory of where choosing addresses stopped.
    MYDOCKER_CHECK(
        database.run("DELETE FROM cursors WHERE network_id="
                     "(SELECT network_id FROM works WHERE id=?1 AND kind=?2)",
                     work, number(WorkKind::network)));
    MYDOCKER_CHECK(database.run("DELETE FROM plans WHERE work=?1", work));
    MYDOCKER_CHECK(database.run("DELETE FROM works WHERE id=?1", work));
    return {};
  });
}

Result<std::optional<Work>> RuntimeState::work_of(std::string_view owner) {
  MYDOCKER_TRY(auto row, parts_->database->query(kWorkColumns + "WHERE owner=?1", owner));
  MYDOCKER_TRY(const bool found, row.step());
  if (!found) return std::optional<Work>();
  MYDOCKER_TRY(auto work, read_work(row));
  return std::optional<Work>(std::move(work));
}

Result<std::vector<Work>> RuntimeState::unfinished() {
  // Word for word the condition of the index works_unfinished, or SQLite reads every row.
  MYDOCKER_TRY(auto rows, parts_->database->query(kWorkColumns + "WHERE phase<>'a' ORDER BY id"));
  return collect<Work>(std::move(rows), read_work);
}

Result<bool> RuntimeState::claim(std::int64_t work) { return parts_->locks.try_lock(work); }

void RuntimeState::unclaim(std::int64_t work) noexcept { parts_->locks.unlock(work); }

Result<void> RuntimeState::hold(std::string_view identity, std::int64_t work,
                                std::string_view prior) {
  // Each holder's row carries the first one's value, so that it outlives the first one.
  MYDOCKER_CHECK(
      parts_->database->run("INSERT OR IGNORE INTO holders VALUES(?1, ?2, "
                            "COALESCE((SELECT prior FROM holders WHERE identity=?1 LIMIT 1), ?3))",
                            identity, work, prior));
  return {};
}

Result<Shared> RuntimeState::shared(std::string_view identity, std::int64_t work) {
  MYDOCKER_TRY(auto row,
               parts_->database->query("SELECT work<>?2, prior FROM holders WHERE identity=?1 "
                                       "ORDER BY work<>?2 DESC LIMIT 1",
                                       identity, work));
  MYDOCKER_TRY(const bool found, row.step());
  if (!found) return Shared{};
  return Shared{row.integer(0) != 0, row.text(1)};
}

Result<void> RuntimeState::release(std::string_view identity, std::int64_t work) {
  MYDOCKER_CHECK(
      parts_->database->run("DELETE FROM holders WHERE identity=?1 AND work=?2", identity, work));
  return {};
}

}  // namespace mydocker::store

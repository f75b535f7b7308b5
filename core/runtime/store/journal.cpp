// The journal and the shared things of RuntimeState.
#include "mydocker/documents.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/model_records.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_parts.hpp"
#include "runtime/store/runtime_state.hpp"
#include "runtime/store/unfinished.hpp"

namespace mydocker::store {
namespace {

// In the order of Phase. A letter, so that a row keeps its size when its phase changes.
constexpr std::string_view kPhaseLetters = "car";

std::string letter(Phase phase) {
  return std::string(kPhaseLetters.substr(static_cast<std::size_t>(phase), 1));
}

std::int64_t number(WorkKind kind) { return static_cast<std::int64_t>(kind); }

Error no_work(std::int64_t work) {
  return {ErrorKind::not_found, "the journal has no work " + std::to_string(work)};
}

}  // namespace

Result<std::int64_t> RuntimeState::Parts::id_of(std::string_view owner) {
  MYDOCKER_TRY(const auto digits, map.get(key_of({"owner", owner})));
  return digits ? work_from(*digits) : 0;
}

Result<std::optional<Work>> RuntimeState::Parts::row(std::int64_t work) {
  MYDOCKER_TRY(const auto found, record(work_key(work)));
  if (!found) return std::optional<Work>();
  const std::size_t phase = kPhaseLetters.find(found->text("phase"));
  const std::int64_t kind = found->number("kind");
  if (found->text("phase").size() != 1 || phase == std::string_view::npos || kind < 0 ||
      kind > number(WorkKind::part))
    return unreadable(work_key(work));
  return std::optional(Work{work,
                            static_cast<WorkKind>(kind),
                            static_cast<Phase>(phase),
                            found->text("owner"),
                            found->text("network"),
                            {}});
}

// The row, and its place among the unfinished ones.
Result<void> RuntimeState::Parts::write_row(const Work& work) {
  Record row;
  row.set("phase", letter(work.phase));
  row.set("kind", number(work.kind));
  row.set("owner", work.owner);
  row.set("network", work.network_id);
  MYDOCKER_CHECK(map.put(work_key(work.id), row.bytes()));
  const auto key = key_of({"unfinished"});
  MYDOCKER_TRY(auto slots, map.get(key));
  const bool done = work.phase == Phase::active;
  return map.put(key, done ? without_work(slots.value_or(""), work.id)
                           : with_work(slots.value_or(""), work.id));
}

Result<std::string> RuntimeState::Parts::plan(std::int64_t work) {
  MYDOCKER_TRY(auto found, database->query("SELECT plan FROM plans WHERE work=?", work));
  MYDOCKER_TRY(const bool there, found.step());
  return there ? found.text(0) : std::string();
}

Result<std::int64_t> RuntimeState::begin_work(WorkKind kind, std::string_view owner,
                                              std::string_view network_id) {
  OrderedMap& map = parts_->map;
  MYDOCKER_TRY(const auto there, parts_->id_of(owner));
  if (there != 0)
    return Error(ErrorKind::already_exists,
                 "the journal has work for " + base::quoted(owner) + " already");
  MYDOCKER_TRY(const auto last, map.get(key_of({"last"})));
  Work work;
  work.id = (last ? work_from(*last) : 0) + 1;
  work.kind = kind;
  work.owner = owner;
  work.network_id = network_id;
  MYDOCKER_TRY(const bool locked, claim(work.id));
  if (!locked)
    return Error(ErrorKind::busy, "another command holds work " + std::to_string(work.id))
        .hint("try again");
  parts_->begun.push_back(work.id);
  const auto digits = digits_of(static_cast<std::uint64_t>(work.id));
  MYDOCKER_CHECK(map.put(key_of({"last"}), digits));
  MYDOCKER_CHECK(map.put(key_of({"owner", owner}), digits));
  MYDOCKER_CHECK(parts_->write_row(work));
  return work.id;
}

Result<void> RuntimeState::write_plan(std::int64_t work, std::string_view plan) {
  return parts_->database->atomically([&]() -> Result<void> {
    MYDOCKER_TRY(const auto row, parts_->row(work));
    if (!row) return no_work(work);
    MYDOCKER_CHECK(parts_->database->run("REPLACE INTO plans VALUES(?,?)", work, plan));
    return {};
  });
}

Result<void> RuntimeState::keep_facts(std::int64_t work, const HostFacts& facts) {
  return parts_->map.put(facts_key(work), documents::encode(facts));
}

Result<std::optional<HostFacts>> RuntimeState::facts_of(std::string_view owner) {
  using Found = std::optional<HostFacts>;
  return parts_->database->at_one_time([&]() -> Result<Found> {
    MYDOCKER_TRY(const auto work, parts_->id_of(owner));
    MYDOCKER_TRY(const auto document, parts_->map.get(facts_key(work)));
    if (!document) return Found();
    MYDOCKER_TRY(auto facts, documents::decode_facts(*document));
    return Found(std::move(facts));
  });
}

Result<void> RuntimeState::set_phase(std::int64_t work, Phase phase) {
  return parts_->database->atomically([&]() -> Result<void> {
    MYDOCKER_TRY(auto row, parts_->row(work));
    if (!row) return no_work(work);
    row->phase = phase;
    return parts_->write_row(*row);
  });
}

Result<void> RuntimeState::end_work(std::int64_t work) {
  return parts_->database->atomically([&]() -> Result<void> {
    MYDOCKER_TRY(auto row, parts_->row(work));
    if (!row) return {};
    MYDOCKER_TRY(const auto held, held_by(work));
    for (const auto& identity : held) MYDOCKER_CHECK(release(identity, work));
    MYDOCKER_TRY(const auto endpoint, parts_->endpoint(work));
    if (endpoint) MYDOCKER_CHECK(release_ports(*endpoint));
    if (row->kind == WorkKind::endpoint && endpoint)
      MYDOCKER_CHECK(parts_->forget_endpoint(work, *endpoint));
    if (row->kind == WorkKind::network) MYDOCKER_CHECK(parts_->forget_network(row->network_id));
    row->phase = Phase::active;  // not among the unfinished ones any more
    MYDOCKER_CHECK(parts_->write_row(*row));
    MYDOCKER_CHECK(parts_->map.erase(key_of({"owner", row->owner})));
    MYDOCKER_TRY(const auto keys, parts_->keys_below(work_key(work)));
    for (const auto& key : keys) MYDOCKER_CHECK(parts_->map.erase(key));
    MYDOCKER_CHECK(parts_->database->run("DELETE FROM plans WHERE work=?", work));
    return {};
  });
}

Result<std::optional<Work>> RuntimeState::work_of(std::string_view owner) {
  using Found = std::optional<Work>;
  return parts_->database->at_one_time([&]() -> Result<Found> {
    MYDOCKER_TRY(const auto id, parts_->id_of(owner));
    if (id == 0) return Found();
    MYDOCKER_TRY(auto work, parts_->row(id));
    if (!work) return Found();
    MYDOCKER_TRY(work->plan, parts_->plan(id));
    return work;
  });
}

Result<bool> RuntimeState::is_active(std::string_view owner) {
  return parts_->database->at_one_time([&]() -> Result<bool> {
    MYDOCKER_TRY(const auto id, parts_->id_of(owner));
    if (id == 0) return false;
    MYDOCKER_TRY(const auto row, parts_->row(id));
    return row && row->phase == Phase::active;
  });
}

Result<std::vector<Work>> RuntimeState::unfinished() {
  using Rows = std::vector<Work>;
  return parts_->database->at_one_time([&]() -> Result<Rows> {
    MYDOCKER_TRY(const auto slots, parts_->map.get(key_of({"unfinished"})));
    Rows rows;
    for (const auto id : works_in(slots.value_or(""))) {
      MYDOCKER_TRY(auto row, parts_->row(id));
      if (!row) return parts_->unreadable(key_of({"unfinished"}));
      MYDOCKER_TRY(row->plan, parts_->plan(id));
      rows.push_back(*std::move(row));
    }
    return rows;
  });
}

Result<bool> RuntimeState::claim(std::int64_t work) { return parts_->locks.try_lock(work); }

void RuntimeState::unclaim(std::int64_t work) noexcept { parts_->locks.unlock(work); }

}  // namespace mydocker::store

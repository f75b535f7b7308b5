// What several rows of the journal need, for RuntimeState: a thing's holders, each with the value
// from before the first of them changed it, so that it outlives the first one.
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_parts.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {
namespace {

std::string holder_key(std::string_view identity, std::int64_t work) {
  return key_of({"shared", identity, digits_of(static_cast<std::uint64_t>(work))});
}

std::string held_key(std::int64_t work) { return work_key(work) + key_of({"holds"}); }

}  // namespace

Result<void> RuntimeState::hold(std::string_view identity, std::int64_t work,
                                std::string_view prior) {
  return parts_->database->atomically([&]() -> Result<void> {
    const auto key = holder_key(identity, work);
    MYDOCKER_TRY(const auto own, parts_->map.get(key));
    if (own) return {};
    MYDOCKER_TRY(const auto known, shared(identity, work));
    MYDOCKER_CHECK(parts_->map.put(key, known.others ? known.prior : std::string(prior)));
    return parts_->map.put(held_key(work) + key_of({identity}), {});
  });
}

Result<Shared> RuntimeState::shared(std::string_view identity, std::int64_t work) {
  const auto start = key_of({"shared", identity});
  const auto own = holder_key(identity, work);
  Shared shared;
  MYDOCKER_CHECK(
      parts_->map.walk(start, end_of(start), [&](std::string_view key, std::string_view prior) {
        shared.others = key != own;
        shared.prior = prior;
        return !shared.others;
      }));
  return shared;
}

Result<std::vector<Work>> RuntimeState::holders(std::string_view identity) {
  using Found = std::vector<Work>;
  return parts_->database->at_one_time([&]() -> Result<Found> {
    const auto start = key_of({"shared", identity});
    MYDOCKER_TRY(const auto keys, parts_->keys_below(start));
    Found rows;
    for (const auto& key : keys) {
      MYDOCKER_TRY(auto row,
                   parts_->row(work_from(std::string_view(key).substr(start.size(), 16))));
      if (row) rows.push_back(*std::move(row));
    }
    return rows;
  });
}

Result<void> RuntimeState::release(std::string_view identity, std::int64_t work) {
  return parts_->database->atomically([&]() -> Result<void> {
    MYDOCKER_CHECK(parts_->map.erase(holder_key(identity, work)));
    return parts_->map.erase(held_key(work) + key_of({identity}));
  });
}

// The value from before the first change goes along, as the other becomes a holder first.
Result<void> RuntimeState::pass_on(std::string_view identity, std::int64_t from, std::int64_t to) {
  return parts_->database->atomically([&]() -> Result<void> {
    MYDOCKER_CHECK(hold(identity, to, {}));
    return release(identity, from);
  });
}

Result<std::vector<std::string>> RuntimeState::held_by(std::int64_t work) {
  const auto start = held_key(work);
  std::vector<std::string> identities;
  MYDOCKER_CHECK(
      parts_->map.walk(start, end_of(start), [&](std::string_view key, std::string_view) {
        key.remove_prefix(start.size());
        identities.emplace_back(key.substr(0, key.size() - 1));
        return true;
      }));
  return identities;
}

}  // namespace mydocker::store

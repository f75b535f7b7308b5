// RuntimeState: the journal entries that need shared resources. Each stores the value that the
// resource had before the first change. So the value is still known when the first of them releases
// the resource.
#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {
namespace {

std::string owner_key(std::string_view identity, std::int64_t entry_id) {
  return key_of({"shared", identity, digits_of(static_cast<std::uint64_t>(entry_id))});
}

std::string held_key(std::int64_t entry_id) { return entry_key(entry_id) + key_of({"holds"}); }

}  // namespace

Result<void> RuntimeState::acquire(std::string_view identity, std::int64_t entry_id,
                                   std::string_view prior) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    const auto key = owner_key(identity, entry_id);
    MYDOCKER_TRY(const auto own, impl_->map.get(key));
    if (own) return {};
    MYDOCKER_TRY(const auto known, shared(identity, entry_id));
    MYDOCKER_CHECK(impl_->map.put(key, known.others ? known.prior : std::string(prior)));
    return impl_->map.put(held_key(entry_id) + key_of({identity}), {});
  });
}

Result<void> RuntimeState::renew_prior(std::string_view identity, std::string_view prior) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    const auto start = key_of({"shared", identity});
    MYDOCKER_TRY(const auto keys, impl_->keys_below(start));
    for (const auto& key : keys) MYDOCKER_CHECK(impl_->map.put(key, prior));
    return {};
  });
}

Result<Shared> RuntimeState::shared(std::string_view identity, std::int64_t entry_id) {
  const auto start = key_of({"shared", identity});
  const auto own = owner_key(identity, entry_id);
  Shared shared;
  MYDOCKER_CHECK(
      impl_->map.walk(start, end_of(start), [&](std::string_view key, std::string_view prior) {
        shared.others = key != own;
        shared.prior = prior;
        return !shared.others;
      }));
  return shared;
}

Result<std::vector<JournalEntry>> RuntimeState::owners(std::string_view identity) {
  using Found = std::vector<JournalEntry>;
  return impl_->database->with_read_transaction([&]() -> Result<Found> {
    const auto start = key_of({"shared", identity});
    MYDOCKER_TRY(const auto keys, impl_->keys_below(start));
    Found entries;
    for (const auto& key : keys) {
      MYDOCKER_TRY(auto entry,
                   impl_->entry(entry_id_from(std::string_view(key).substr(start.size(), 16))));
      if (entry) entries.push_back(*std::move(entry));
    }
    return entries;
  });
}

Result<void> RuntimeState::release(std::string_view identity, std::int64_t entry_id) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_CHECK(impl_->map.erase(owner_key(identity, entry_id)));
    return impl_->map.erase(held_key(entry_id) + key_of({identity}));
  });
}

// `to` acquires the resource before `from` releases it. So the value from before the first change
// stays stored.
Result<void> RuntimeState::transfer(std::string_view identity, std::int64_t from, std::int64_t to) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_CHECK(acquire(identity, to, {}));
    return release(identity, from);
  });
}

Result<std::vector<std::string>> RuntimeState::owned_by(std::int64_t entry_id) {
  const auto start = held_key(entry_id);
  std::vector<std::string> identities;
  MYDOCKER_CHECK(impl_->map.walk(start, end_of(start), [&](std::string_view key, std::string_view) {
    key.remove_prefix(start.size());
    identities.emplace_back(key.substr(0, key.size() - 1));
    return true;
  }));
  return identities;
}

}  // namespace mydocker::store

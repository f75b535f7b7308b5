// RuntimeState: leases of addresses, free addresses, and the last chosen address.
#include "runtime/store/address_key.hpp"
#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {
namespace {

std::string cursor_key(std::string_view network_id, const IpPrefix& subnet) {
  return key_of({"cursor", network_id}) + prefix_key(subnet);
}

}  // namespace

Result<std::optional<std::string>> RuntimeState::lease_owner(std::string_view network_id,
                                                             const IpAddress& address) {
  return impl_->database->with_read_transaction(
      [&] { return owner_of(taken_key(network_id, address)); });
}

Result<std::optional<IpAddress>> RuntimeState::first_free(std::string_view network_id,
                                                          const IpAddress& first,
                                                          const IpAddress& last) {
  if (last < first) return std::optional<IpAddress>();
  std::optional<IpAddress> candidate = first;
  // Leased addresses are in order. The walk stops at the first gap.
  MYDOCKER_CHECK(impl_->map.walk(taken_key(network_id, first), taken_key(network_id, last) + '\0',
                                 [&](std::string_view key, std::string_view) {
                                   if (key != taken_key(network_id, *candidate)) return false;
                                   candidate = *candidate == last
                                                   ? std::nullopt
                                                   : std::optional(candidate->plus(1));
                                   return candidate.has_value();
                                 }));
  return candidate;
}

Result<std::optional<IpAddress>> RuntimeState::cursor(std::string_view network_id,
                                                      const IpPrefix& subnet) {
  MYDOCKER_TRY(const auto found, impl_->map.get(cursor_key(network_id, subnet)));
  if (!found) return std::optional<IpAddress>();
  const auto address = address_from_key(*found);
  if (!address) return impl_->unreadable("cursor");
  return address;
}

Result<void> RuntimeState::set_cursor(std::string_view network_id, const IpPrefix& subnet,
                                      const IpAddress& address) {
  return impl_->map.put(cursor_key(network_id, subnet), address_key(address));
}

}  // namespace mydocker::store

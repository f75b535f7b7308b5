// The functions of RuntimeState for endpoints.
#include <algorithm>

#include "runtime/base/natural_order.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/already_connected.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/runtime_impl.hpp"
#include "runtime/store/runtime_keys.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {

using model::Endpoint;

namespace {

std::string inside_key(const Endpoint& endpoint, std::int64_t entry_id) {
  return key_of({"inside", digits_of(endpoint.netns_cookie),
                 digits_of(static_cast<std::uint64_t>(entry_id))});
}

// Returns the keys of the container, the MAC and the addresses. Only one endpoint of a network can
// have each of them.
std::vector<std::string> lease_keys(const Endpoint& endpoint) {
  std::vector<std::string> keys{lease_key(endpoint.network_id, endpoint.container),
                                lease_key(endpoint.network_id, endpoint.mac)};
  for (const auto& address : endpoint.addresses)
    keys.push_back(lease_key(endpoint.network_id, address.address));
  return keys;
}

// Returns what the n-th key of lease_keys() stands for, for n > 0. Key 0 is that of the container.
std::string lease_name(const Endpoint& endpoint, std::size_t n) {
  if (n == 1) return "MAC " + endpoint.mac.text();
  return "address " + endpoint.addresses[n - 2].address.text();
}

}  // namespace

Result<std::optional<Endpoint>> RuntimeState::Impl::endpoint(std::int64_t entry_id) {
  MYDOCKER_TRY(const auto found, record(endpoint_key(entry_id)));
  if (!found) return std::optional<Endpoint>();
  auto endpoint = endpoint_from(*found);
  if (!endpoint) return unreadable(endpoint_key(entry_id));
  return endpoint;
}

Result<void> RuntimeState::Impl::forget_endpoint(std::int64_t entry_id, const Endpoint& endpoint) {
  for (const auto& key : lease_keys(endpoint)) MYDOCKER_CHECK(map.erase(key));
  return map.erase(inside_key(endpoint, entry_id));
}

Result<void> RuntimeState::insert_endpoint(std::int64_t entry_id, const Endpoint& endpoint) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    const auto digits = digits_of(static_cast<std::uint64_t>(entry_id));
    const auto keys = lease_keys(endpoint);
    for (std::size_t n = 0; n < keys.size(); ++n) {
      MYDOCKER_TRY(const auto holder, owner_of(keys[n]));
      if (holder && n == 0) return already_connected(endpoint.container);
      if (holder)
        return Error(ErrorKind::already_exists,
                     lease_name(endpoint, n) + " is held by container " + base::quoted(*holder));
    }
    for (const auto& key : keys) MYDOCKER_CHECK(impl_->map.put(key, digits));
    MYDOCKER_CHECK(take_ports(entry_id, endpoint));
    MYDOCKER_CHECK(impl_->map.put(inside_key(endpoint, entry_id), {}));
    return impl_->map.put(endpoint_key(entry_id), record_of(endpoint).bytes());
  });
}

Result<void> RuntimeState::replace_endpoint(std::int64_t entry_id, const Endpoint& endpoint) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(const auto old, impl_->endpoint(entry_id));
    if (!old) return impl_->unreadable(endpoint_key(entry_id));
    MYDOCKER_CHECK(release_ports(*old));
    MYDOCKER_CHECK(impl_->forget_endpoint(entry_id, *old));
    return insert_endpoint(entry_id, endpoint);
  });
}

Result<std::optional<std::string>> RuntimeState::owner_of(const std::string& key) {
  using Holder = std::optional<std::string>;
  MYDOCKER_TRY(const auto digits, impl_->map.get(key));
  if (!digits) return Holder();
  MYDOCKER_TRY(const auto endpoint, impl_->endpoint(entry_id_from(*digits)));
  if (!endpoint) return impl_->unreadable(key);
  return Holder(endpoint->container);
}

Result<std::vector<Endpoint>> RuntimeState::endpoints_of(
    const std::vector<std::int64_t>& entry_ids) {
  std::vector<Endpoint> endpoints;
  for (const auto entry_id : entry_ids) {
    MYDOCKER_TRY(auto endpoint, impl_->endpoint(entry_id));
    if (!endpoint) return impl_->unreadable(endpoint_key(entry_id));
    endpoints.push_back(*std::move(endpoint));
  }
  return endpoints;
}

Result<std::vector<Endpoint>> RuntimeState::endpoints(std::string_view network_id) {
  using Found = std::vector<Endpoint>;
  return impl_->database->with_read_transaction([&]() -> Result<Found> {
    const auto start = containers_key(network_id);
    std::vector<std::int64_t> entry_ids;
    MYDOCKER_CHECK(
        impl_->map.walk(start, end_of(start), [&](std::string_view, std::string_view digits) {
          entry_ids.push_back(entry_id_from(digits));
          return true;
        }));
    MYDOCKER_TRY(auto found, endpoints_of(entry_ids));
    std::ranges::sort(found, base::natural_less, &Endpoint::container);
    return found;
  });
}

Result<std::optional<Endpoint>> RuntimeState::endpoint_of(std::int64_t entry_id) {
  return impl_->database->with_read_transaction([&] { return impl_->endpoint(entry_id); });
}

Result<std::optional<Endpoint>> RuntimeState::find_endpoint(std::string_view network_id,
                                                            std::string_view container) {
  using Found = std::optional<Endpoint>;
  return impl_->database->with_read_transaction([&]() -> Result<Found> {
    MYDOCKER_TRY(const auto digits, impl_->map.get(lease_key(network_id, container)));
    if (!digits) return Found();
    return impl_->endpoint(entry_id_from(*digits));
  });
}

Result<std::vector<Endpoint>> RuntimeState::endpoints_in(std::uint64_t netns_cookie) {
  using Found = std::vector<Endpoint>;
  return impl_->database->with_read_transaction([&]() -> Result<Found> {
    const auto start = key_of({"inside", digits_of(netns_cookie)});
    MYDOCKER_TRY(const auto keys, impl_->keys_below(start));
    std::vector<std::int64_t> entry_ids;
    entry_ids.reserve(keys.size());
    for (const auto& key : keys)
      entry_ids.push_back(entry_id_from(std::string_view(key).substr(start.size(), 16)));
    return endpoints_of(entry_ids);
  });
}

}  // namespace mydocker::store

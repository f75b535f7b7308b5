// RuntimeState: leases of addresses, free addresses, and the last chosen address.
#include <cstddef>

#include "runtime/base/quoted.hpp"
#include "runtime/model/host_port.hpp"
#include "runtime/store/record.hpp"
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
      [&] { return owner_of(lease_key(network_id, address)); });
}

Result<std::optional<IpAddress>> RuntimeState::first_free(std::string_view network_id,
                                                          const IpAddress& first,
                                                          const IpAddress& last) {
  if (last < first) return std::optional<IpAddress>();
  std::optional<IpAddress> candidate = first;
  // Leased addresses are in order, so the walk stops at the first free address.
  MYDOCKER_CHECK(impl_->map.walk(lease_key(network_id, first), lease_key(network_id, last) + '\0',
                                 [&](std::string_view key, std::string_view) {
                                   if (key != lease_key(network_id, *candidate)) return false;
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

// RuntimeState: the published ports of the host. This part knows their owners, and the changes that
// publish or release them.

using model::Endpoint;
using model::HostPort;

namespace {

std::vector<HostPort> ports_of(const Endpoint& endpoint) {
  std::vector<HostPort> all;
  for (const auto& published : endpoint.ports)
    for (const auto& port : model::host_ports(published.port, endpoint)) all.push_back(port);
  return all;
}

// These functions return the first key and the end of a range of keys. The range has the keys of
// all addresses, for the port's protocol, family and number.
std::string first_key(HostPort port) {
  port.address = IpAddress(port.address.family(), {});
  return port_key(port);
}
std::string end_key(HostPort port) {
  port.address = IpPrefix{IpAddress(port.address.family(), {}), 0}.last();
  return port_key(port) + '\0';
}

}  // namespace

Result<std::optional<Endpoint>> RuntimeState::port_owner(const HostPort& port) {
  using Found = std::optional<Endpoint>;
  return impl_->database->with_read_transaction([&]() -> Result<Found> {
    std::optional<std::string> digits;
    const bool any = model::is_any(port.address);
    const std::string everywhere = first_key(port);
    const std::string own = port_key(port);
    MYDOCKER_CHECK(impl_->map.walk(everywhere, end_key(port),
                                   [&](std::string_view key, std::string_view value) {
                                     if (any || key == everywhere || key == own) digits = value;
                                     return !digits;
                                   }));
    if (!digits) return Found();
    MYDOCKER_TRY(auto holder, impl_->endpoint(entry_id_from(*digits)));
    if (!holder) return impl_->unreadable(own);
    return holder;
  });
}

Result<void> RuntimeState::take_ports(std::int64_t entry_id, const Endpoint& endpoint) {
  const auto digits = digits_of(static_cast<std::uint64_t>(entry_id));
  for (const auto& port : ports_of(endpoint)) {
    MYDOCKER_TRY(const auto holder, port_owner(port));
    if (holder) {
      return Error(ErrorKind::already_exists, "port " + model::text_of(port) +
                                                  " is published by container " +
                                                  base::quoted(holder->container));
    }
    MYDOCKER_CHECK(impl_->map.put(port_key(port), digits));
  }
  return {};
}

Result<void> RuntimeState::release_ports(const Endpoint& endpoint) {
  for (const auto& port : ports_of(endpoint)) MYDOCKER_CHECK(impl_->map.erase(port_key(port)));
  return {};
}

Result<void> RuntimeState::set_ports(std::int64_t entry_id,
                                     const std::vector<model::PortMapping>& ports) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(auto endpoint, impl_->endpoint(entry_id));
    if (!endpoint) return impl_->unreadable(endpoint_key(entry_id));
    MYDOCKER_CHECK(release_ports(*endpoint));
    endpoint->ports = ports;
    return put_endpoint(entry_id, *endpoint);
  });
}

Result<void> RuntimeState::put_endpoint(std::int64_t entry_id, const Endpoint& endpoint) {
  return impl_->database->with_transaction([&]() -> Result<void> {
    MYDOCKER_CHECK(take_ports(entry_id, endpoint));
    return impl_->map.put(endpoint_key(entry_id), record_of(endpoint).bytes());
  });
}

Result<std::uint16_t> RuntimeState::last_port() {
  MYDOCKER_TRY(const auto digits, impl_->map.get(key_of({"last port"})));
  return static_cast<std::uint16_t>(digits ? entry_id_from(*digits) : 0);
}

Result<void> RuntimeState::set_last_port(std::uint16_t port) {
  return impl_->map.put(key_of({"last port"}), digits_of(port));
}

}  // namespace mydocker::store

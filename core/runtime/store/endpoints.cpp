// The endpoints and leases of RuntimeState.
#include <algorithm>

#include "runtime/base/natural_order.hpp"
#include "runtime/store/address_key.hpp"
#include "runtime/store/endpoint_rows.hpp"
#include "runtime/store/runtime_parts.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::store {

using model::Endpoint;

Result<void> RuntimeState::insert_endpoint(std::int64_t work, const Endpoint& endpoint) {
  Database& database = *parts_->database;
  return database.atomically([&]() -> Result<void> {
    MYDOCKER_CHECK(check_endpoint_free(database, endpoint));
    return insert_endpoint_rows(database, work, endpoint);
  });
}

Result<std::vector<Endpoint>> RuntimeState::endpoints(std::string_view network_id) {
  MYDOCKER_TRY(auto rows,
               parts_->database->query(kEndpointColumns + "WHERE network_id=?1", network_id));
  MYDOCKER_TRY(auto found, collect<Endpoint>(std::move(rows), read_endpoint));
  std::ranges::sort(found, base::natural_less, &Endpoint::container);
  return found;
}

Result<std::optional<Endpoint>> RuntimeState::find_endpoint(std::string_view network_id,
                                                            std::string_view container) {
  MYDOCKER_TRY(auto row,
               parts_->database->query(kEndpointColumns + "WHERE network_id=?1 AND container=?2",
                                       network_id, container));
  MYDOCKER_TRY(const bool found, row.step());
  if (!found) return std::optional<Endpoint>();
  MYDOCKER_TRY(auto endpoint, read_endpoint(row));
  return std::optional<Endpoint>(std::move(endpoint));
}

Result<std::vector<Endpoint>> RuntimeState::endpoints_in(std::uint64_t netns_cookie) {
  MYDOCKER_TRY(auto rows,
               parts_->database->query(kEndpointColumns + "WHERE netns_cookie=?1 ORDER BY work",
                                       static_cast<std::int64_t>(netns_cookie)));
  return collect<Endpoint>(std::move(rows), read_endpoint);
}

Result<std::optional<std::string>> RuntimeState::lease_holder(std::string_view network_id,
                                                              const IpAddress& address) {
  return holder_of(*parts_->database, network_id, address);
}

Result<std::optional<IpAddress>> RuntimeState::first_free(std::string_view network_id,
                                                          const IpAddress& first,
                                                          const IpAddress& last) {
  using Free = std::optional<IpAddress>;
  if (last < first) return Free();
  MYDOCKER_TRY(auto leased,
               parts_->database->query("SELECT address FROM leases WHERE network_id=?1 AND "
                                       "address>=?2 AND address<=?3 ORDER BY address",
                                       network_id, address_key(first), address_key(last)));
  // The leased ones come in order; the first gap in them ends the walk.
  for (IpAddress candidate = first;; candidate = candidate.plus(1)) {
    MYDOCKER_TRY(const bool more, leased.step());
    if (!more || leased.text(0) != address_key(candidate).bytes) return Free(candidate);
    if (candidate == last) return Free();
  }
}

Result<std::optional<IpAddress>> RuntimeState::cursor(std::string_view network_id,
                                                      const IpPrefix& subnet) {
  MYDOCKER_TRY(auto row, parts_->database->query(
                             "SELECT address FROM cursors WHERE network_id=?1 AND subnet=?2",
                             network_id, prefix_key(subnet)));
  MYDOCKER_TRY(const bool found, row.step());
  if (!found) return std::optional<IpAddress>();
  const auto address = address_from_key(row.text(0));
  if (!address) return row.unreadable("a cursor is no address");
  return address;
}

Result<void> RuntimeState::set_cursor(std::string_view network_id, const IpPrefix& subnet,
                                      const IpAddress& address) {
  MYDOCKER_CHECK(parts_->database->run("INSERT OR REPLACE INTO cursors VALUES(?,?,?)", network_id,
                                       prefix_key(subnet), address_key(address)));
  return {};
}

}  // namespace mydocker::store

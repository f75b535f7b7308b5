#include "runtime/store/endpoint_rows.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <sstream>

#include "mydocker/documents.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/address_key.hpp"

namespace mydocker::store {
namespace {

using model::Endpoint;

Blob mac_key(const MacAddress& mac) { return {std::string(mac.bytes.begin(), mac.bytes.end())}; }

Error taken(const std::string& what, const std::string& container) {
  return {ErrorKind::already_exists, what + " is held by container " + base::quoted(container)};
}

Result<std::vector<IpPrefix>> read_addresses(const Statement& row, int column) {
  std::vector<IpPrefix> addresses;
  std::istringstream words(row.text(column));
  for (std::string word; words >> word;) {
    auto prefix = IpPrefix::parse(word);
    if (!prefix.ok()) return row.unreadable(prefix.error().message());
    addresses.push_back(*prefix);
  }
  return addresses;
}

}  // namespace

const std::string kEndpointColumns =
    "SELECT id, network_id, container, netns_path, netns_cookie, link_name, mac, addresses, "
    "default_route, options, created FROM endpoints ";

Result<std::optional<std::string>> holder_of(Database& database, std::string_view network_id,
                                             const IpAddress& address) {
  MYDOCKER_TRY(auto row, database.query("SELECT container FROM leases JOIN endpoints USING(work) "
                                        "WHERE leases.network_id=?1 AND address=?2",
                                        network_id, address_key(address)));
  MYDOCKER_TRY(const bool found, row.step());
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(row.text(0));
}

Result<void> check_endpoint_free(Database& database, const Endpoint& endpoint) {
  MYDOCKER_TRY(auto row,
               database.query("SELECT container FROM endpoints WHERE network_id=?1 AND "
                              "(container=?2 OR mac=?3) ORDER BY container=?2 DESC",
                              endpoint.network_id, endpoint.container, mac_key(endpoint.mac)));
  MYDOCKER_TRY(const bool found, row.step());
  if (found && row.text(0) == endpoint.container)
    return Error(ErrorKind::already_exists, "container " + base::quoted(endpoint.container) +
                                                " is connected to the network already");
  if (found) return taken("MAC " + endpoint.mac.text(), row.text(0));
  for (const auto& address : endpoint.addresses) {
    MYDOCKER_TRY(const auto holder, holder_of(database, endpoint.network_id, address.address));
    if (holder) return taken("address " + address.address.text(), *holder);
  }
  return {};
}

Result<void> insert_endpoint_rows(Database& database, std::int64_t work, const Endpoint& endpoint) {
  std::string addresses;
  for (const auto& address : endpoint.addresses)
    addresses += (addresses.empty() ? "" : " ") + address.text();
  MYDOCKER_CHECK(
      database.run("INSERT INTO endpoints VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", work, endpoint.id,
                   endpoint.network_id, endpoint.container, endpoint.netns_path,
                   std::bit_cast<std::int64_t>(endpoint.netns_cookie), endpoint.link_name,
                   mac_key(endpoint.mac), addresses, std::int64_t{endpoint.default_route ? 1 : 0},
                   documents::encode(endpoint.options), endpoint.created));
  for (const auto& address : endpoint.addresses)
    MYDOCKER_CHECK(database.run("INSERT INTO leases VALUES(?,?,?)", endpoint.network_id,
                                address_key(address.address), work));
  return {};
}

Result<Endpoint> read_endpoint(const Statement& row) {
  Endpoint endpoint;
  endpoint.id = row.text(0);
  endpoint.network_id = row.text(1);
  endpoint.container = row.text(2);
  endpoint.netns_path = row.text(3);
  endpoint.netns_cookie = std::bit_cast<std::uint64_t>(row.integer(4));
  endpoint.link_name = row.text(5);
  const std::string mac = row.text(6);
  if (mac.size() != endpoint.mac.bytes.size()) return row.unreadable("a MAC is not one");
  std::copy(mac.begin(), mac.end(), endpoint.mac.bytes.begin());
  MYDOCKER_TRY(endpoint.addresses, read_addresses(row, 7));
  endpoint.default_route = row.integer(8) != 0;
  auto options = documents::decode_texts(row.text(9));
  if (!options.ok()) return row.unreadable(options.error().message());
  endpoint.options = *options;
  endpoint.created = row.integer(10);
  return endpoint;
}

}  // namespace mydocker::store

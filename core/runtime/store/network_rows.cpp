#include "runtime/store/network_rows.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "mydocker/documents.hpp"
#include "runtime/base/natural_order.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/network_spec.hpp"
#include "runtime/store/record.hpp"

namespace mydocker::store {
namespace {

using model::Network;
using model::Subnet;
using Texts = std::map<std::string, std::string>;

const std::string kNetworkColumns =
    "SELECT id, name, driver, link_name, internal, options, labels, created, routes, "
    "ipam_driver, checksum FROM networks ";
const std::string kSubnetColumns =
    "SELECT network_id, prefix, gateway, range_first, range_last, reserved, promised FROM "
    "subnets ";

std::string text_of(const std::optional<IpAddress>& address) {
  return address ? address->text() : "";
}

using Addresses = std::map<std::string, IpAddress>;

Texts texts_of(const Addresses& addresses) {
  Texts texts;
  for (const auto& [name, address] : addresses) texts.emplace(name, address.text());
  return texts;
}

Result<void> insert_subnet(Database& database, const std::string& network_id,
                           std::pair<std::int64_t, const Subnet&> place) {
  const Subnet& subnet = place.second;
  const std::string first = subnet.range ? subnet.range->first.text() : "";
  const std::string last = subnet.range ? subnet.range->last.text() : "";
  MYDOCKER_CHECK(database.run("INSERT INTO subnets VALUES(?,?,?,?,?,?,?,?)", network_id,
                              place.first, subnet.prefix.text(), text_of(subnet.gateway), first,
                              last, documents::encode(texts_of(subnet.reserved)),
                              documents::encode(texts_of(subnet.reservations))));
  MYDOCKER_CHECK(
      database.run("INSERT OR IGNORE INTO prefixes SELECT ?1, serial FROM networks "
                   "WHERE id=?2",
                   subnet.prefix.text(), network_id));
  return {};
}

Result<Texts> read_texts(const Statement& row, int column) {
  const auto document = row.text(column);
  if (document == "{}") return Texts();
  auto texts = documents::decode_texts(document);
  if (!texts.ok()) return row.unreadable(texts.error().message());
  return texts;
}

Result<IpAddress> read_address(const Statement& row, const std::string& text) {
  auto address = IpAddress::parse(text);
  if (!address.ok()) return row.unreadable(address.error().message());
  return address;
}

Result<Addresses> read_addresses(const Statement& row, int column) {
  MYDOCKER_TRY(const Texts texts, read_texts(row, column));
  Addresses addresses;
  for (const auto& [name, text] : texts) {
    MYDOCKER_TRY(const IpAddress address, read_address(row, text));
    addresses.emplace(name, address);
  }
  return addresses;
}

// Returns the routes as the user wrote them, separated by a space.
std::string text_of(const std::vector<model::StaticRoute>& routes) {
  std::string text;
  for (const auto& route : routes) text += (text.empty() ? "" : " ") + model::route_text(route);
  return text;
}

Result<std::vector<model::StaticRoute>> read_routes(const Statement& row, int column) {
  std::vector<model::StaticRoute> routes;
  const auto text = row.text(column);
  if (text.empty()) return routes;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    auto route = model::parse_route(word);
    if (!route.ok()) return row.unreadable(route.error().message());
    routes.push_back(*route);
  }
  return routes;
}

// A network, and its stored checksum.
struct NetworkRow {
  Network network;
  std::int64_t checksum = 0;
};

Result<void> check(const NetworkRow& read, const Database& database) {
  if (read.checksum == network_checksum(read.network)) return {};
  return database.damaged("network " + base::quoted(read.network.name) +
                          " does not match its checksum");
}

Result<NetworkRow> read_network_row(const Statement& row) {
  NetworkRow read;
  Network& network = read.network;
  read.checksum = row.integer(10);
  network.id = row.text(0);
  network.name = row.text(1);
  network.driver = row.text(2);
  network.link_name = row.text(3);
  network.internal = row.integer(4) != 0;
  MYDOCKER_TRY(network.options, read_texts(row, 5));
  MYDOCKER_TRY(network.labels, read_texts(row, 6));
  network.created = row.integer(7);
  MYDOCKER_TRY(network.routes, read_routes(row, 8));
  network.ipam_driver = model::ipam_driver_from(row.text(9));
  return read;
}

using OwnedSubnet = std::pair<std::string, Subnet>;  // the id of its network first

Result<OwnedSubnet> read_subnet_row(const Statement& row) {
  OwnedSubnet owned{row.text(0), {}};
  Subnet& subnet = owned.second;
  auto prefix = IpPrefix::parse(row.text(1));
  if (!prefix.ok()) return row.unreadable(prefix.error().message());
  subnet.prefix = *prefix;
  if (const std::string gateway = row.text(2); !gateway.empty()) {
    MYDOCKER_TRY(subnet.gateway, read_address(row, gateway));
  }
  if (const std::string first = row.text(3); !first.empty()) {
    model::AddressRange range;
    MYDOCKER_TRY(range.first, read_address(row, first));
    MYDOCKER_TRY(range.last, read_address(row, row.text(4)));
    subnet.range = range;
  }
  MYDOCKER_TRY(subnet.reserved, read_addresses(row, 5));
  MYDOCKER_TRY(subnet.reservations, read_addresses(row, 6));
  return owned;
}

// Returns the first row for which the condition is true, without a check.
Result<std::optional<NetworkRow>> read_row(Database& database, std::string_view condition,
                                           std::string_view value) {
  MYDOCKER_TRY(auto row,
               database.query(kNetworkColumns + "WHERE " + std::string(condition), value));
  MYDOCKER_TRY(const bool found, row.step());
  if (!found) return std::optional<NetworkRow>();
  MYDOCKER_TRY(auto read, read_network_row(row));
  Network& network = read.network;
  MYDOCKER_TRY(
      auto subnet_rows,
      database.query(kSubnetColumns + "WHERE network_id=?1 ORDER BY position", network.id));
  MYDOCKER_TRY(auto subnets, collect<OwnedSubnet>(std::move(subnet_rows), read_subnet_row));
  for (auto& owned : subnets) network.subnets.push_back(std::move(owned.second));
  return std::optional<NetworkRow>(std::move(read));
}

}  // namespace

std::int64_t network_checksum(const Network& network) {
  return checksum_of(network.id, record_of(network).bytes());
}

Result<void> insert_network_rows(Database& database, const Network& network) {
  MYDOCKER_CHECK(database.run(
      "INSERT INTO networks(id, name, visible, driver, link_name, internal, options, labels, "
      "created, routes, ipam_driver, checksum) VALUES(?,?,0,?,?,?,?,?,?,?,?,?)",
      network.id, network.name, network.driver, network.link_name,
      std::int64_t{network.internal ? 1 : 0}, documents::encode(network.options),
      documents::encode(network.labels), network.created, text_of(network.routes),
      model::name_of(network.ipam_driver), network_checksum(network)));
  std::int64_t position = 0;
  for (const auto& subnet : network.subnets)
    MYDOCKER_CHECK(insert_subnet(database, network.id, {position++, subnet}));
  return {};
}

Result<std::vector<Network>> read_networks(Database& database, Which which) {
  const std::string condition = which == Which::visible ? "WHERE visible=1" : "";
  MYDOCKER_TRY(auto rows, database.query(kNetworkColumns + condition));
  MYDOCKER_TRY(auto read, collect<NetworkRow>(std::move(rows), read_network_row));
  MYDOCKER_TRY(auto subnet_rows, database.query(kSubnetColumns + "ORDER BY network_id, position"));
  MYDOCKER_TRY(auto subnets, collect<OwnedSubnet>(std::move(subnet_rows), read_subnet_row));
  std::unordered_map<std::string_view, NetworkRow*> by_id;
  for (auto& row : read) by_id.emplace(row.network.id, &row);
  for (auto& [id, subnet] : subnets)
    if (const auto owner = by_id.find(id); owner != by_id.end())
      owner->second->network.subnets.push_back(std::move(subnet));
  // Sorts addresses, because moving a network many times is slow.
  std::vector<NetworkRow*> order;
  order.reserve(read.size());
  for (auto& row : read) order.push_back(&row);
  std::ranges::sort(order, [](const NetworkRow* one, const NetworkRow* other) {
    return base::natural_less(one->network.name, other->network.name);
  });
  std::vector<Network> sorted;
  sorted.reserve(read.size());
  for (auto* row : order) {
    MYDOCKER_CHECK(check(*row, database));
    sorted.push_back(std::move(row->network));
  }
  return sorted;
}

Result<std::optional<Network>> read_network(Database& database, std::string_view condition,
                                            std::string_view value) {
  MYDOCKER_TRY(auto read, read_row(database, condition, value));
  if (!read) return std::optional<Network>();
  MYDOCKER_CHECK(check(*read, database));
  return std::optional<Network>(std::move(read->network));
}

Result<void> add_network_checksum(Database& database, std::string_view id) {
  MYDOCKER_TRY(const auto read, read_row(database, "id=?1", id));
  if (!read) return {};
  MYDOCKER_CHECK(database.run("UPDATE networks SET checksum=?2 WHERE id=?1", id,
                              network_checksum(read->network)));
  return {};
}

}  // namespace mydocker::store

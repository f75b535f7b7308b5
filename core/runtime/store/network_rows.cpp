#include "runtime/store/network_rows.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "runtime/base/natural_order.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/store/prefix_index.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/row_codec.hpp"

namespace mydocker::store {
namespace {

using model::Network;
using model::Subnet;

Result<void> insert_subnet(Database& database, const std::string& network_id,
                           std::pair<std::int64_t, const Subnet&> place) {
  static const std::string sql = columns_of<Subnet>().insertion("subnets(network_id,position", 2);
  MYDOCKER_TRY(auto statement, database.prepare(sql));
  RowWriter writer(statement);
  writer.put(network_id);
  writer.put(place.first);
  fields(writer, place.second);
  MYDOCKER_CHECK(statement.step());
  return insert_prefix(database, place.second.prefix, network_id);
}

// A network and its stored checksum.
struct NetworkRow {
  Network network;
  std::int64_t checksum = 0;
};

Result<void> check(const NetworkRow& read, const Database& database) {
  if (read.checksum == checksum_of(read.network)) return {};
  return database.damaged("network " + base::quoted(read.network.name) +
                          " does not match its checksum");
}

// These functions return the statements that read networks and subnets. The first column is the
// checksum of the network, or the id of the subnet's network. The fields follow.
std::string select_networks(std::string_view condition) {
  static const std::string sql =
      "SELECT checksum" + columns_of<Network>().names() + " FROM networks ";
  return sql + std::string(condition);
}
std::string select_subnets(std::string_view condition) {
  static const std::string sql =
      "SELECT network_id" + columns_of<Subnet>().names() + " FROM subnets ";
  return sql + std::string(condition);
}

Result<NetworkRow> read_network_row(const Statement& row) {
  NetworkRow read;
  read.checksum = row.integer(0);
  RowReader reader(row, 1);
  fields(reader, read.network);
  MYDOCKER_CHECK(reader.result());
  return read;
}

using OwnedSubnet = std::pair<std::string, Subnet>;  // a subnet after the id of its network

Result<OwnedSubnet> read_subnet_row(const Statement& row) {
  OwnedSubnet owned{row.text(0), {}};
  RowReader reader(row, 1);
  fields(reader, owned.second);
  MYDOCKER_CHECK(reader.result());
  return owned;
}

// Returns the first network for which the condition is true. Its checksum is not checked.
Result<std::optional<NetworkRow>> read_row(Database& database, std::string_view condition,
                                           std::string_view value) {
  MYDOCKER_TRY(auto row, database.query(select_networks("WHERE " + std::string(condition)), value));
  MYDOCKER_TRY(const bool found, row.step());
  if (!found) return std::optional<NetworkRow>();
  MYDOCKER_TRY(auto read, read_network_row(row));
  Network& network = read.network;
  MYDOCKER_TRY(auto subnet_rows,
               database.query(select_subnets("WHERE network_id=?1 ORDER BY position"), network.id));
  MYDOCKER_TRY(auto subnets, collect<OwnedSubnet>(std::move(subnet_rows), read_subnet_row));
  for (auto& owned : subnets) network.subnets.push_back(std::move(owned.second));
  return std::optional<NetworkRow>(std::move(read));
}

}  // namespace

Result<void> insert_network_rows(Database& database, const Network& network) {
  static const std::string sql = columns_of<Network>().insertion("networks(checksum", 1);
  MYDOCKER_TRY(auto statement, database.prepare(sql));
  RowWriter writer(statement);
  writer.put(checksum_of(network));
  fields(writer, network);
  MYDOCKER_CHECK(statement.step());
  std::int64_t position = 0;
  for (const auto& subnet : network.subnets)
    MYDOCKER_CHECK(insert_subnet(database, network.id, {position++, subnet}));
  return {};
}

Result<std::vector<Network>> read_networks(Database& database) {
  MYDOCKER_TRY(auto rows, database.query(select_networks("")));
  // A deque is used because it does not move its large elements when it grows.
  MYDOCKER_TRY(auto read, collect_in<std::deque<NetworkRow>>(std::move(rows), read_network_row));
  MYDOCKER_TRY(auto subnet_rows, database.query(select_subnets("ORDER BY network_id, position")));
  MYDOCKER_TRY(auto subnets,
               collect_in<std::deque<OwnedSubnet>>(std::move(subnet_rows), read_subnet_row));
  std::unordered_map<std::string_view, NetworkRow*> by_id;
  for (auto& row : read) by_id.emplace(row.network.id, &row);
  for (auto& [id, subnet] : subnets)
    if (const auto owner = by_id.find(id); owner != by_id.end())
      owner->second->network.subnets.push_back(std::move(subnet));
  // Sorts pointers to the networks, because a sort that moves the networks themselves is slow.
  std::vector<std::pair<std::string, NetworkRow*>> order;
  order.reserve(read.size());
  for (auto& row : read) order.emplace_back(base::natural_key(row.network.name), &row);
  std::ranges::sort(order, {}, &std::pair<std::string, NetworkRow*>::first);
  std::vector<Network> sorted;
  sorted.reserve(read.size());
  for (const auto& [key, row] : order) {
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
  MYDOCKER_CHECK(
      database.run("UPDATE networks SET checksum=?2 WHERE id=?1", id, checksum_of(read->network)));
  return {};
}

}  // namespace mydocker::store

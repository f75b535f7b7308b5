#include "runtime/store/prefix_index.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "runtime/store/runtime_keys.hpp"

namespace mydocker::store {
namespace {

// Returns the address directly after the prefix. Returns nothing after the last address.
std::optional<IpAddress> address_after(const IpPrefix& prefix) {
  const IpAddress last = prefix.last();
  const IpAddress next = last.plus(1);
  return last < next ? std::optional(next) : std::nullopt;
}

Result<IpPrefix> read_prefix(const Statement& row) {
  const auto first = address_from_key(row.text(0));
  const auto length = row.integer(1);
  if (!first || length < 0 || length > first->bits()) return row.unreadable("a prefix");
  return IpPrefix{*first, static_cast<unsigned>(length)};
}

// Reads the text of a prefix in the table `subnets`.
Result<IpPrefix> read_subnet(const Statement& row) {
  auto prefix = IpPrefix::parse(row.text(0));
  if (!prefix.ok()) return row.unreadable(prefix.error().message());
  return prefix;
}

Result<NetworkPrefix> read_network_prefix(const Statement& row) {
  MYDOCKER_TRY(const auto prefix, read_prefix(row));
  return NetworkPrefix{prefix, row.integer(2)};
}

Result<std::optional<IpPrefix>> first_row(Result<Statement> statement) {
  MYDOCKER_TRY(auto row, std::move(statement));
  MYDOCKER_TRY(const bool found, row.step());
  if (!found) return std::optional<IpPrefix>();
  MYDOCKER_TRY(const auto prefix, read_prefix(row));
  return std::optional(prefix);
}

// Returns the row with the greatest first address below `first`.
Result<std::optional<IpPrefix>> prefix_before(Database& database, const IpAddress& first) {
  const auto key = address_key(first);
  return first_row(
      database.query("SELECT first, length FROM prefixes WHERE first<?1 "
                     "ORDER BY first DESC LIMIT 1",
                     Blob{key}));
}

// Stores whether the prefixes that begin at `first` start a run. The value 0 is allowed only if
// another prefix ends directly before `first`. The value 1 is always allowed, so a run can have
// several starts.
Result<void> set_start_of_run(Database& database, const std::optional<IpAddress>& first,
                              bool starts) {
  if (!first) return {};
  MYDOCKER_CHECK(database.run("UPDATE prefixes SET starts_run=?2 WHERE first=?1 AND starts_run<>?2",
                              Blob{address_key(*first)}, std::int64_t{starts ? 1 : 0}));
  return {};
}

// Returns the last prefix of the run that `prefix` belongs to. It is directly before the start of
// the next run, or it is the last prefix of the address family.
Result<std::optional<IpPrefix>> last_of_run(Database& database, const IpPrefix& prefix) {
  const auto own = address_key(prefix.address);
  const auto end = address_key(IpPrefix{prefix.address, 0}.last()) + '\0';
  return first_row(
      database.query("SELECT first, length FROM prefixes WHERE first<coalesce(("
                     "SELECT first FROM prefixes WHERE starts_run=1 AND first>?1 AND "
                     "first<?2 ORDER BY first LIMIT 1),?2) "
                     "ORDER BY first DESC LIMIT 1",
                     Blob{own}, Blob{end}));
}

// Appends the prefixes that begin between two addresses and have one of these lengths. The
// statement can be used again afterwards.
Result<void> add_rows(Statement& rows, const std::string& first, const std::string& last,
                      std::pair<unsigned, unsigned> lengths, std::vector<NetworkPrefix>& found) {
  rows.bind(1, Blob{first}).bind(2, Blob{last});
  rows.bind(3, std::int64_t{lengths.first}).bind(4, std::int64_t{lengths.second});
  MYDOCKER_TRY(bool more, rows.step());
  while (more) {
    MYDOCKER_TRY(const auto prefix, read_network_prefix(rows));
    found.push_back(prefix);
    MYDOCKER_TRY(more, rows.step());
  }
  rows.reset();
  return {};
}

// Appends the larger prefixes that contain `wanted`. For 10.9.4.0/24 these can be 10.9.4.0/23,
// 10.9.4.0/22, 10.9.0.0/21 and so on. Several lengths give the same first address. So each first
// address is looked up only once, for all lengths that begin there.
Result<void> add_containing(Statement& rows, const IpPrefix& wanted,
                            std::vector<NetworkPrefix>& found) {
  std::string asked;
  for (unsigned length = wanted.length; length-- > 0;) {
    auto first = address_key(IpPrefix{wanted.address, length}.network().address);
    if (first == asked) continue;
    asked = std::move(first);
    MYDOCKER_CHECK(add_rows(rows, asked, asked, {0, length}, found));
  }
  return {};
}

}  // namespace

Result<void> insert_prefix(Database& database, const IpPrefix& prefix,
                           std::string_view network_id) {
  const auto first = prefix.network().address;
  MYDOCKER_TRY(const auto before, prefix_before(database, first));
  const bool follows = before && address_after(*before) == first;
  MYDOCKER_CHECK(
      database.run("INSERT OR IGNORE INTO prefixes SELECT ?1, ?2, serial, ?3 "
                   "FROM networks WHERE id=?4",
                   Blob{address_key(first)}, std::int64_t{prefix.length},
                   std::int64_t{follows ? 0 : 1}, network_id));
  return set_start_of_run(database, address_after(prefix), false);
}

Result<void> remove_prefixes(Database& database, std::string_view network_id) {
  MYDOCKER_TRY(auto rows, database.query("SELECT prefix, serial FROM subnets JOIN networks "
                                         "ON id=network_id WHERE network_id=?1",
                                         network_id));
  MYDOCKER_TRY(bool more, rows.step());
  while (more) {
    MYDOCKER_TRY(const auto prefix, read_subnet(rows));
    MYDOCKER_CHECK(database.run("DELETE FROM prefixes WHERE first=?1 AND length=?2 AND network=?3",
                                Blob{address_key(prefix.network().address)},
                                std::int64_t{prefix.length}, rows.integer(1)));
    MYDOCKER_CHECK(set_start_of_run(database, address_after(prefix), true));
    MYDOCKER_TRY(more, rows.step());
  }
  return {};
}

Result<void> insert_all_prefixes(Database& database) {
  MYDOCKER_TRY(auto rows, database.query("SELECT prefix, network_id FROM subnets"));
  MYDOCKER_TRY(bool more, rows.step());
  while (more) {
    MYDOCKER_TRY(const auto prefix, read_subnet(rows));
    MYDOCKER_CHECK(insert_prefix(database, prefix, rows.text(1)));
    MYDOCKER_TRY(more, rows.step());
  }
  return {};
}

Result<std::vector<NetworkPrefix>> all_prefixes(Database& database) {
  MYDOCKER_TRY(auto rows, database.query("SELECT first, length, network FROM prefixes"));
  return collect<NetworkPrefix>(std::move(rows), read_network_prefix);
}

Result<std::vector<NetworkPrefix>> prefixes_overlapping(Database& database,
                                                        const IpPrefix& wanted) {
  MYDOCKER_TRY(auto rows, database.prepare("SELECT first, length, network FROM prefixes WHERE "
                                           "first>=?1 AND first<=?2 AND length>=?3 AND "
                                           "length<=?4"));
  std::vector<NetworkPrefix> found;
  MYDOCKER_CHECK(add_containing(rows, wanted, found));
  MYDOCKER_CHECK(add_rows(rows, address_key(wanted.network().address), address_key(wanted.last()),
                          {wanted.length, wanted.address.bits()}, found));
  return found;
}

Result<std::optional<IpAddress>> end_of_run(Database& database, const IpPrefix& wanted) {
  MYDOCKER_TRY(const auto overlapping, prefixes_overlapping(database, wanted));
  if (overlapping.empty()) return std::optional<IpAddress>();
  MYDOCKER_TRY(const auto final, last_of_run(database, overlapping.back().prefix));
  const IpAddress own = overlapping.back().prefix.last();
  return std::optional(final ? std::max(own, final->last()) : own);
}

}  // namespace mydocker::store

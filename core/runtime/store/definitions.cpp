#include "runtime/store/definitions.hpp"

#include <algorithm>
#include <array>

#include "mydocker/documents.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"
#include "runtime/store/database_files.hpp"
#include "runtime/store/network_rows.hpp"
#include "runtime/store/private_directory.hpp"

namespace mydocker::store {
namespace {

// AUTOINCREMENT counts all networks ever inserted, in the table sqlite_sequence. Addresses are
// texts in the first two tables, so that people can read them.
constexpr std::array<const char*, 8> kSchema{R"(
CREATE TABLE networks(
  serial INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  visible INTEGER NOT NULL,
  driver TEXT NOT NULL,
  link_name TEXT NOT NULL,
  internal INTEGER NOT NULL,
  options TEXT NOT NULL,
  labels TEXT NOT NULL,
  created INTEGER NOT NULL);
CREATE TABLE subnets(
  network_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  gateway TEXT NOT NULL,
  range_first TEXT NOT NULL,
  range_last TEXT NOT NULL,
  reserved TEXT NOT NULL,
  PRIMARY KEY(network_id, position)) WITHOUT ROWID;
)",
                                             R"(
ALTER TABLE networks ADD COLUMN routes TEXT NOT NULL DEFAULT '';
ALTER TABLE networks ADD COLUMN ipam_driver TEXT NOT NULL DEFAULT 'ours';
ALTER TABLE subnets ADD COLUMN promised TEXT NOT NULL DEFAULT '{}';
)",
                                             R"(
CREATE TABLE prefixes(
  prefix TEXT NOT NULL,
  network INTEGER NOT NULL,
  PRIMARY KEY(prefix, network)) WITHOUT ROWID;
INSERT OR IGNORE INTO prefixes SELECT prefix, serial FROM subnets JOIN networks ON id=network_id;
CREATE INDEX pending ON networks(serial) WHERE visible=0;
ALTER TABLE networks ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
)",
                                             // The first versions stored a network before its
                                             // creation, and marked it as not visible. Now the
                                             // journal stores it.
                                             R"(
DELETE FROM prefixes WHERE network IN (SELECT serial FROM networks WHERE visible=0);
DELETE FROM subnets WHERE network_id IN (SELECT id FROM networks WHERE visible=0);
DELETE FROM networks WHERE visible=0;
DROP INDEX pending;
ALTER TABLE networks DROP COLUMN visible;
ALTER TABLE subnets RENAME COLUMN reserved TO aux_addresses;
ALTER TABLE subnets RENAME COLUMN promised TO reservations;
)",
                                             R"(
ALTER TABLE subnets ADD COLUMN host_addresses TEXT NOT NULL DEFAULT '{}';
)",
                                             // described in prefix_index.hpp
                                             R"(
DROP TABLE prefixes;
CREATE TABLE prefixes(
  first BLOB NOT NULL,
  length INTEGER NOT NULL,
  network INTEGER NOT NULL,
  starts_run INTEGER NOT NULL,
  PRIMARY KEY(first, length, network)) WITHOUT ROWID;
CREATE INDEX runs ON prefixes(first) WHERE starts_run=1;
CREATE INDEX link_names ON networks(link_name);
)",
                                             // The rule for the checksum has changed.
                                             // add_computed_values() computes the checksums and the
                                             // prefixes again.
                                             R"(
UPDATE networks SET checksum=0;
DELETE FROM prefixes;
)",
                                             R"(
ALTER TABLE networks ADD COLUMN ipam_options TEXT NOT NULL DEFAULT '{}';
)"};

// A text with fewer digits counts as a name. Many names consist of one or two hexadecimal digits.
constexpr std::size_t kShortestIdPrefix = 4;

bool is_id_prefix(std::string_view text) {
  const auto is_hex = [](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
  };
  return text.size() >= kShortestIdPrefix && std::ranges::all_of(text, is_hex);
}

Result<std::vector<std::string>> names_or_ids(Result<Statement> statement) {
  MYDOCKER_TRY(auto rows, std::move(statement));
  return collect<std::string>(
      std::move(rows), [](const Statement& row) -> Result<std::string> { return row.text(0); });
}

Result<std::optional<model::Network>> find_network(Database& database, std::string_view reference) {
  MYDOCKER_TRY(auto exact,
               read_network(database, "id=?1 OR name=?1 ORDER BY id=?1 DESC", reference));
  if (exact || !is_id_prefix(reference)) return exact;
  // 'g' follows the last hex digit. So the range contains the ids that begin with the reference.
  MYDOCKER_TRY(
      const auto names,
      names_or_ids(database.query(
          "SELECT name FROM networks WHERE id>=?1 AND id<?1||'g' ORDER BY name", reference)));
  if (names.empty()) return exact;
  if (names.size() == 1) return read_network(database, "name=?1", names.front());
  return Error(ErrorKind::unsupported, "network id prefix " + base::quoted(reference) +
                                           " is ambiguous (" + std::to_string(names.size()) +
                                           " networks: " + base::joined(names, ", ", base::quoted) +
                                           ")")
      .hint("use the name, or more digits of the id");
}

// Computes the checksums and the prefixes of a file that an earlier version has written.
Result<void> add_computed_values(Database& database) {
  MYDOCKER_TRY(const auto ids,
               names_or_ids(database.query("SELECT id FROM networks WHERE checksum=0")));
  for (const auto& id : ids) MYDOCKER_CHECK(add_network_checksum(database, id));
  return insert_all_prefixes(database);
}

}  // namespace

DatabaseFile definitions_file() {
  DatabaseFile file;
  file.name = "definitions.db";
  file.schema = kSchema;
  file.after_update = add_computed_values;
  file.durability = Durability::power_cut;
  return file;
}

Definitions::Definitions(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Definitions::Definitions(Definitions&&) noexcept = default;
Definitions& Definitions::operator=(Definitions&&) noexcept = default;
Definitions::~Definitions() = default;

Result<Definitions> Definitions::open(const std::filesystem::path& directory) {
  MYDOCKER_TRY(const auto opened, PrivateDirectory::open(directory));
  MYDOCKER_TRY(auto database, Database::open(opened, definitions_file()));
  return Definitions(std::move(database));
}

Result<Definitions> Definitions::open_snapshot(const std::filesystem::path& directory, Copy copy) {
  MYDOCKER_TRY(auto database, Database::open_snapshot(directory, definitions_file(), copy));
  return Definitions(std::move(database));
}

Result<bool> Definitions::is_unchanged() const { return database_->is_unchanged(); }

Definitions::Transaction::~Transaction() {
  if (database_ != nullptr) database_->rollback();
}

Result<void> Definitions::Transaction::commit() {
  MYDOCKER_CHECK(database_->commit());
  database_ = nullptr;
  return {};
}

Result<Definitions::Transaction> Definitions::begin() {
  MYDOCKER_CHECK(database_->begin());
  return Transaction(*database_);
}

Result<void> Definitions::check_writable() const { return database_->check_writable(); }

Result<std::int64_t> Definitions::serial() {
  MYDOCKER_TRY(auto row, database_->query("SELECT seq FROM sqlite_sequence WHERE name='networks'"));
  MYDOCKER_TRY(const bool found, row.step());
  return found ? row.integer(0) : std::int64_t{0};
}

Result<void> Definitions::insert_network(const model::Network& network) {
  MYDOCKER_TRY(auto same, database_->query("SELECT name FROM networks WHERE name=?1 OR id=?2",
                                           network.name, network.id));
  MYDOCKER_TRY(const bool found, same.step());
  if (found)
    return Error(ErrorKind::already_exists,
                 "network " + base::quoted(same.text(0)) + " already exists");
  return database_->with_transaction([&] { return insert_network_rows(*database_, network); });
}

Result<void> Definitions::replace_network(std::string_view old, const model::Network& network) {
  return database_->with_transaction([&]() -> Result<void> {
    MYDOCKER_CHECK(remove_network(old));
    MYDOCKER_CHECK(remove_network(network.id));
    return insert_network(network);
  });
}

// Updates a network. The checksum is computed from the stored network, because it covers all
// fields.
Result<void> Definitions::update_network(const model::Network& network) {
  return database_->with_transaction([&]() -> Result<void> {
    MYDOCKER_TRY(const auto changed, database_->run("UPDATE networks SET options=?2, labels=?3 "
                                                    "WHERE id=?1",
                                                    network.id, documents::encode(network.options),
                                                    documents::encode(network.labels)));
    if (changed != 0) return add_network_checksum(*database_, network.id);
    return Error(ErrorKind::not_found, "no network has the id " + base::quoted(network.id));
  });
}

Result<void> Definitions::remove_network(std::string_view id) {
  return database_->with_transaction([&]() -> Result<void> {
    MYDOCKER_CHECK(remove_prefixes(*database_, id));
    MYDOCKER_CHECK(database_->run("DELETE FROM subnets WHERE network_id=?1", id));
    MYDOCKER_CHECK(database_->run("DELETE FROM networks WHERE id=?1", id));
    return {};
  });
}

Result<std::vector<model::Network>> Definitions::networks() {
  return database_->with_read_transaction([&] { return read_networks(*database_); });
}

Result<std::vector<NetworkPrefix>> Definitions::prefixes() { return all_prefixes(*database_); }

Result<std::vector<NetworkPrefix>> Definitions::prefixes_overlapping(const IpPrefix& wanted) {
  return store::prefixes_overlapping(*database_, wanted);
}

Result<std::optional<IpAddress>> Definitions::end_of_run(const IpPrefix& wanted) {
  return store::end_of_run(*database_, wanted);
}

Result<std::string> Definitions::name_of(std::int64_t network) {
  MYDOCKER_TRY(auto row, database_->query("SELECT name FROM networks WHERE serial=?1", network));
  MYDOCKER_TRY(const bool found, row.step());
  return found ? row.text(0) : std::string();
}

Result<bool> Definitions::has_name(std::string_view name) {
  MYDOCKER_TRY(auto row, database_->query("SELECT 1 FROM networks WHERE name=?1", name));
  return row.step();
}

Result<bool> Definitions::has_link_name(std::string_view link_name) {
  MYDOCKER_TRY(auto row, database_->query("SELECT 1 FROM networks WHERE link_name=?1", link_name));
  return row.step();
}

Result<std::optional<model::Network>> Definitions::find(std::string_view reference) {
  return database_->with_read_transaction([&] { return find_network(*database_, reference); });
}

}  // namespace mydocker::store

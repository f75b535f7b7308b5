// definitions.db: the networks that the user defined, in the state directory. It survives a loss of
// power.
//
// A network that is being created is in the journal of runtime.db until it is in the kernel. So
// this file has complete networks only. Does not: know what is in the kernel.
//
// Example:
//   MYDOCKER_TRY(auto definitions, Definitions::open("/var/lib/mydocker/network"));
//   MYDOCKER_TRY(const auto networks, definitions.networks());
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/prefix_index.hpp"

namespace mydocker::store {

// The networks of one state directory. Owns its database connection. Not thread-safe.
class Definitions {
 public:
  // Opens or creates DIR/definitions.db (mode 0644 in a DIR of mode 0711). permission: the owner is
  // neither root nor the caller, or others can write.
  // unsupported: the schema is newer; the error names both versions.
  // corrupt_state: the file is damaged; it is not changed.
  static Result<Definitions> open(const std::filesystem::path& directory);
  // Returns a private copy of the committed content; empty if the file does not exist. No file is
  // created, locked or changed, and no writer waits (committed_file.hpp). Changes of the copy are
  // not stored.
  static Result<Definitions> open_snapshot(const std::filesystem::path& directory,
                                           Copy copy = Copy::whole);
  // Database::is_unchanged().
  [[nodiscard]] Result<bool> is_unchanged() const;
  Definitions(Definitions&&) noexcept;
  Definitions& operator=(Definitions&&) noexcept;
  ~Definitions();

  // BEGIN IMMEDIATE to COMMIT. Rolls back in the destructor if it was not committed. busy: another
  // writer held the lock for ten seconds.
  class Transaction {
   public:
    explicit Transaction(Database& database) : database_(&database) {}
    Transaction(Transaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

   private:
    Database* database_;
  };
  Result<Transaction> begin();

  // Like RuntimeState::read_together().
  [[nodiscard]] Result<Reading> read_together() { return Reading::begin(*database_); }

  // permission: nothing can be written, for example on a read-only file system. Call it before
  // steps that a change here must complete.
  [[nodiscard]] Result<void> check_writable() const;

  // Returns the number of networks that were ever inserted. Each insert increases it by one.
  Result<std::int64_t> serial();
  // Stores a network. already_exists: the name or id is in use.
  Result<void> insert_network(const model::Network& network);
  // Stores a network, and removes the one with the id `old`. One transaction, so a loss of
  // power leaves one of them.
  Result<void> replace_network(std::string_view old, const model::Network& network);
  // Changes the options and labels of the network with that id. not_found: it does not exist.
  Result<void> update_network(const model::Network& network);
  Result<void> remove_network(std::string_view id);  // success if it does not exist

  // Returns the networks in natural order of their names (net2 before net10).
  Result<std::vector<model::Network>> networks();
  // The subnets of all networks, and those that overlap `wanted` (prefix_index.hpp).
  Result<std::vector<NetworkPrefix>> prefixes();
  Result<std::vector<NetworkPrefix>> prefixes_overlapping(const IpPrefix& wanted);
  // If a subnet overlaps `wanted`: the last address of the subnets that follow each other from
  // there without a gap.
  Result<std::optional<IpAddress>> end_of_run(const IpPrefix& wanted);
  // The name of the network with that number. Empty if there is none.
  Result<std::string> name_of(std::int64_t network);
  // Whether a network has that name or that link.
  Result<bool> has_name(std::string_view name);
  Result<bool> has_link_name(std::string_view link_name);
  // Returns a network by full id, name, or unambiguous id prefix of at least four digits, in this
  // order. Nothing if there is none. An ambiguous prefix is unsupported: `network id prefix "3f1a"
  // is ambiguous (2 networks: "a", "b")`.
  Result<std::optional<model::Network>> find(std::string_view reference);

 private:
  explicit Definitions(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

}  // namespace mydocker::store

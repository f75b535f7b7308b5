// definitions.db: the networks that the user defined, in the state directory. It survives a loss of
// power.
//
// A network that is being created is in the journal of runtime.db until it is in the kernel. So
// this file contains only complete networks. This class does not know what is in the kernel.
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

// The networks of one state directory. It owns its database connection. It is not thread-safe.
class Definitions {
 public:
  // Opens or creates DIR/definitions.db (mode 0644 in a DIR of mode 0711). Error permission: the
  // owner is neither root nor the caller, or others can write. unsupported: the schema is newer,
  // and the error names both versions. corrupt_state: the file is damaged, and it is not changed.
  static Result<Definitions> open(const std::filesystem::path& directory);
  // Returns a private copy of the committed content. The copy is empty if the file does not exist.
  // No file is created, locked or changed, and no writer waits (committed_file.hpp). Changes of the
  // copy are not stored.
  static Result<Definitions> open_snapshot(const std::filesystem::path& directory,
                                           Copy copy = Copy::whole);
  // Returns the same as Database::is_unchanged().
  [[nodiscard]] Result<bool> is_unchanged() const;
  Definitions(Definitions&&) noexcept;
  Definitions& operator=(Definitions&&) noexcept;
  ~Definitions();

  // A transaction: BEGIN IMMEDIATE to COMMIT. The destructor rolls it back if it was not committed.
  // Error busy: another writer had the lock for ten seconds.
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

  // Begins a read transaction. All reads until its end see one state.
  [[nodiscard]] Result<Reading> read_together() { return Reading::begin(*database_); }

  // Checks that the file can be written. Error permission: it cannot, for example on a read-only
  // file system. Call it before steps that a change of this file must complete.
  [[nodiscard]] Result<void> check_writable() const;

  // Returns the number of networks that were ever inserted. Each insert increases it by one.
  Result<std::int64_t> serial();
  // Stores a network. already_exists: the name or id is in use.
  Result<void> insert_network(const model::Network& network);
  // Stores a network, and removes the one with the id `old`. This is one transaction, so after a
  // loss of power one of both networks is stored.
  Result<void> replace_network(std::string_view old, const model::Network& network);
  // Changes the options and labels of the network with that id. not_found: it does not exist.
  Result<void> update_network(const model::Network& network);
  Result<void> remove_network(std::string_view id);  // succeeds if it does not exist

  // Returns the networks in natural order of their names (net2 before net10).
  Result<std::vector<model::Network>> networks();
  // These functions return the subnets of all networks, and those that overlap `wanted`
  // (prefix_index.hpp).
  Result<std::vector<NetworkPrefix>> prefixes();
  Result<std::vector<NetworkPrefix>> prefixes_overlapping(const IpPrefix& wanted);
  // Returns the last address of the run of subnets that overlaps `wanted`. A run is a list of
  // adjacent subnets without a gap between them. Returns nothing if no subnet overlaps `wanted`.
  Result<std::optional<IpAddress>> end_of_run(const IpPrefix& wanted);
  // Returns the name of the network with this number. Empty: there is no such network.
  Result<std::string> name_of(std::int64_t network);
  // Returns whether a network has this name or this link.
  Result<bool> has_name(std::string_view name);
  Result<bool> has_link_name(std::string_view link_name);
  // Returns a network by full id, name, or unambiguous id prefix of at least four digits, in this
  // order. Returns nothing if there is none. An ambiguous prefix is unsupported: `network id prefix
  // "3f1a" is ambiguous (2 networks: "a", "b")`.
  Result<std::optional<model::Network>> find(std::string_view reference);

 private:
  explicit Definitions(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

}  // namespace mydocker::store

// definitions.db: what the user defined. Durable, in the state directory.
//
// A network is inserted as `pending` before the kernel is touched, which holds its name and its
// subnets against everybody else, and becomes visible when it is committed. Does not: know what is
// in the kernel.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::store {

class Database;

class Definitions {
 public:
  // Opens, or makes, DIR/definitions.db (mode 0600 in a DIR of mode 0700). What belongs to somebody
  // else than root and the caller, or can be written by others, is refused: permission. So is a
  // newer schema (unsupported, both versions named); a damaged file is corrupt_state, with the path
  // and what to do, and is left as it is.
  static Result<Definitions> open(const std::filesystem::path& directory);
  // A private copy of what is committed, empty if there is nothing. No file is made, locked or
  // changed, and no writer waits (committed_file.hpp); what is done to the copy stays in it.
  static Result<Definitions> open_snapshot(const std::filesystem::path& directory);
  Definitions(Definitions&&) noexcept;
  Definitions& operator=(Definitions&&) noexcept;
  ~Definitions();

  // BEGIN IMMEDIATE ... COMMIT; rolled back when it goes out of scope uncommitted. Waits at most
  // ten seconds for another writer, then: busy.
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

  // permission: nothing can be written, say because the file system is read-only. For whoever is
  // about to do what only a change here completes.
  [[nodiscard]] Result<void> check_writable() const;

  // How many networks have ever been inserted; grows by one with each insert.
  Result<std::int64_t> serial();
  // Inside a transaction. already_exists: the name or id is taken (also by a pending network).
  Result<void> insert_pending(const model::Network& network);
  Result<void> commit_network(std::string_view id);  // pending -> visible
  // The options and labels of the network with that id. not_found: there is none by now.
  Result<void> update_network(const model::Network& network);
  Result<void> remove_network(std::string_view id);  // either kind; one that is gone is done
  Result<std::vector<std::string>> pending();        // ids

  // Visible networks, in natural order of their names (net2 before net10).
  Result<std::vector<model::Network>> networks();
  // All networks, the pending ones too: what holds names and subnets.
  Result<std::vector<model::Network>> all_networks();
  // A visible network by full id, name, or unambiguous id prefix, in this order. Nothing if there
  // is none; an ambiguous prefix is invalid_argument: `network id prefix "3f" is ambiguous (2
  // networks: "a", "b")`.
  Result<std::optional<model::Network>> find(std::string_view reference);

 private:
  explicit Definitions(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

}  // namespace mydocker::store

// runtime.db: the state until the next boot. It is in the run directory, usually on tmpfs. It is
// never synced.
//
// It has the journal, endpoints, leases, owners of shared resources, and copies of active networks.
// It consists of one ordered map (runtime_keys.hpp) and a table of plans. It stores the boot id and
// the cookie of the host's network namespace. After a reboot, the file is emptied when it is
// opened. In another namespace of the same boot, the file is refused (host_identity.hpp).
//
// The journal has one entry for each network and each endpoint in the kernel. It also has one while
// a network or an endpoint is created or removed. A change of an active network or endpoint has a
// journal entry of its own until the change is finished. The process that changes a journal entry
// holds a lock on one byte of the file `locks` (record_locks.hpp). The kernel releases the lock
// when the process dies. So if a journal entry is not `active` and not locked, its process has
// died.
//
// Example:
//   MYDOCKER_TRY(auto state, RuntimeState::open("/run/mydocker/network", host));
//   MYDOCKER_TRY(auto transaction, state.begin());
//   MYDOCKER_TRY(const auto id, state.open_entry(EntryKind::network, network.id, network.id));
//   MYDOCKER_CHECK(transaction.commit());
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mydocker/host_facts.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"
#include "runtime/model/host_port.hpp"
#include "runtime/model/network.hpp"
#include "runtime/store/database.hpp"
#include "runtime/store/host_identity.hpp"

namespace mydocker::store {

class RecordLocks;

// What owns a journal entry: a network, an endpoint, or a change of one of them.
enum class EntryKind : std::uint8_t { network, endpoint, change };
// The phase of a journal entry. It tells recovery what to do if the process of the change has died.
enum class Phase : std::uint8_t {
  creating,  // recovery rolls it back
  active,    // the change is done, and the resources are in the kernel
  removing,  // recovery completes it
};

// One journal entry: the resources that a network, an endpoint or a change has in the kernel.
struct JournalEntry {
  std::int64_t id = 0;
  EntryKind kind = EntryKind::network;
  Phase phase = Phase::creating;
  std::string owner;       // the id of the network or endpoint; for a change, its change_owner() or
                           // recreation_owner()
  std::string network_id;  // the id of the network; set for every kind
  Plan plan;               // the resources in the kernel; empty until it is stored
  std::string command{};   // digest of the command; empty in phase `active`
};

// Returns the owner of a change of an endpoint or a network. There is at most one change at a time.
inline std::string change_owner(std::string_view id) { return std::string(id) + " change"; }
// Returns the owner of the journal entry that keeps the old definition while a network is
// recreated.
inline std::string recreation_owner(std::string_view id) { return std::string(id) + " recreation"; }
// Returns the id of the changed network or endpoint. Any other owner is returned unchanged.
inline std::string without_suffix(const std::string& owner) {
  return owner.substr(0, owner.find(' '));
}

// The state of a resource that several plans need, for example of a sysctl.
struct Shared {
  bool others = false;  // whether another entry needs the resource
  std::string prior;    // the value of the resource before the first plan changed it
};

// The copy of a network's definition in runtime.db. With it, a connection to an active network does
// not need definitions.db. The copy is valid while the network's journal entry is active. For this,
// a change of the definition is first written to the copy. The definition is removed only after the
// journal entry is not active any more.
struct ActiveNetwork {
  model::Network network;
  std::set<std::string> host_links{};  // links that the network's plan has created
  bool firewall = false;               // whether the plan needs the firewall tables
  bool host_gateway = false;           // whether the plan gives a gateway address to the host
};

// The runtime state of one host. It owns its database connection and locks. It is not thread-safe.
class RuntimeState {
 public:
  // Opens or creates DIR/runtime.db and DIR/locks. The errors are those of Definitions::open().
  // Error permission: also if the state belongs to another network namespace.
  static Result<RuntimeState> open(const std::filesystem::path& directory,
                                   const HostIdentity& host);
  // Returns a private copy of the committed content, as Definitions::open_snapshot does. It is
  // empty if there is no state of this host. try_lock() only reports whether another process has
  // the lock.
  static Result<RuntimeState> open_snapshot(const std::filesystem::path& directory,
                                            const HostIdentity& host, Copy copy = Copy::whole);
  // Returns the same as Database::is_unchanged().
  [[nodiscard]] Result<bool> is_unchanged() const;
  // Checks the directory as open_snapshot() does, and returns the same error. Does not read the
  // state.
  static Result<void> check_directory(const std::filesystem::path& directory);
  RuntimeState(RuntimeState&&) noexcept;
  RuntimeState& operator=(RuntimeState&&) noexcept;
  ~RuntimeState();

  // A write transaction. The destructor rolls it back if it was not committed.
  class Transaction {
   public:
    // `begun` are the journal entries that are added in the transaction. The object owns nothing.
    Transaction(Database& database, const RecordLocks& locks, std::vector<std::int64_t>& begun)
        : database_(&database), locks_(&locks), begun_(&begun) {}
    Transaction(Transaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)),
          locks_(other.locks_),
          begun_(other.begun_) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    // Commits. After an error nothing is stored, unless its kind is unfinished (Database::commit).
    Result<void> commit();

   private:
    Result<void> lock_again(const std::vector<std::int64_t>& begun);
    Database* database_;
    const RecordLocks* locks_;
    std::vector<std::int64_t>* begun_;
  };
  Result<Transaction> begin();

  // Begins a read transaction. All reads until its end see one state. Meanwhile, nothing can be
  // written.
  [[nodiscard]] Result<Reading> read_together();

  // Checks a snapshot. Error permission: the file belongs to another network namespace, so the
  // snapshot is empty.
  [[nodiscard]] Result<void> check_host() const;

  // --- the journal

  // Adds a journal entry in phase `creating` without a plan, and locks its byte. Call it inside a
  // transaction. A rollback unlocks the byte.
  Result<std::int64_t> open_entry(EntryKind kind, std::string_view owner,
                                  std::string_view network_id);
  Result<void> write_plan(std::int64_t entry_id, const Plan& plan);
  Result<void> set_phase(std::int64_t entry_id, Phase phase);
  // Deletes the journal entry and everything that belongs to it: shared resources, the endpoint
  // with its leases, the network's cursors. Its byte stays locked until unlock() or the end of the
  // process.
  Result<void> close_entry(std::int64_t entry_id);
  Result<std::optional<JournalEntry>> find_entry(std::string_view owner);
  // Stores the host facts that the driver received for the plan, and the status that it reported.
  // Call it inside a transaction. close_entry() removes them.
  using Status = std::map<std::string, std::string>;
  Result<void> keep_facts(std::int64_t entry_id, const HostFacts& facts, const Status& status = {});
  // Returns the host facts. Returns nothing if there is no journal entry or it has no facts.
  Result<std::optional<HostFacts>> facts_of(std::string_view owner);
  // Returns the driver status. It is empty if the owner has none.
  Result<Status> status_of(std::string_view owner);
  // Returns whether the owner has a journal entry in phase `active`.
  Result<bool> is_active(std::string_view owner);
  // Returns whether a journal entry was not active when the database was opened.
  [[nodiscard]] bool found_unfinished() const noexcept;
  // Returns all journal entries that are not active, oldest first.
  Result<std::vector<JournalEntry>> unfinished();
  // Returns all active journal entries with their plans, oldest first.
  Result<std::vector<JournalEntry>> active_entries();
  // Locks the byte of the journal entry without waiting. Returns false if a living process has the
  // lock.
  Result<bool> try_lock(std::int64_t entry_id);
  void unlock(std::int64_t entry_id) noexcept;
  // Returns whether another living process has the lock of the entry. Locks nothing.
  Result<bool> is_locked_elsewhere(std::int64_t entry_id);

  // --- repeated commands

  // Sets the digest of the command that this process runs. Journal entries that it changes store
  // the digest.
  void set_command(std::string command);
  // These functions make the journal entry active, or delete it. In the same transaction they
  // record that its command has completed its change.
  Result<void> activate(std::int64_t entry_id);
  Result<void> complete_entry(std::int64_t entry_id);
  // A command may have completed its change and died before it reported success. If the user
  // repeats the command, this function finds the change. Returns the owner of its journal entry, or
  // nothing if there is no such change. Recovery may have completed the change for the dead
  // command.
  Result<std::optional<std::string>> completed_by(const std::string& command);
  // Records that this process reports the success of its command, so completed_by() no longer finds
  // it.
  void acknowledge() noexcept;

  // --- shared resources

  // Records that the journal entry needs the resource. `prior` is the present value of the
  // resource. It is stored only if no other journal entry needs the resource.
  Result<void> acquire(std::string_view identity, std::int64_t entry_id, std::string_view prior);
  // Replaces the stored prior value of a resource, because another program has changed the value
  // since.
  Result<void> renew_prior(std::string_view identity, std::string_view prior);
  // Returns whether a journal entry other than `entry_id` needs the resource, and its prior value.
  Result<Shared> shared(std::string_view identity, std::int64_t entry_id);
  // Returns the journal entries that need the resource, without their plans.
  Result<std::vector<JournalEntry>> owners(std::string_view identity);
  Result<void> release(std::string_view identity, std::int64_t entry_id);
  // Records that the journal entry `to` needs the resource, and `from` no longer does.
  Result<void> transfer(std::string_view identity, std::int64_t from, std::int64_t to);

  // --- copies of active networks

  // Stores the copy. Call it inside a transaction in which the network's entry is active.
  // close_entry() removes the copy.
  Result<void> keep_active_network(const ActiveNetwork& copy);
  // Returns the copy of an active network by full id or exact name. Returns nothing if there is no
  // copy. The network may still be defined.
  Result<std::optional<ActiveNetwork>> find_active_network(std::string_view reference);

  // Stores the new definition of a network in the journal entry of its change. Call it inside a
  // transaction. The definition must be written to definitions.db before this journal entry is
  // deleted.
  Result<void> keep_definition(std::int64_t change_entry, const model::Network& network);
  // Returns the definition that the journal entry contains, or nothing if it contains none.
  Result<std::optional<model::Network>> definition_of(std::int64_t change_entry);
  // Returns the definitions of networks that are being created. These networks have reserved their
  // names and subnets. Such a definition is stored in the journal entry of the creation until the
  // journal entry is active.
  Result<std::vector<model::Network>> networks_in_creation();

  // --- endpoints and leases, in every phase

  // Stores an endpoint in a journal entry that open_entry() has added, and reserves its addresses
  // and ports. Call it inside a transaction. already_exists: the container is connected, or an
  // address, MAC or port is in use. The error names its container.
  Result<void> insert_endpoint(std::int64_t entry_id, const model::Endpoint& endpoint);
  // Replaces the endpoint of a journal entry. The new endpoint has the same id, container and
  // namespace. Its leases and ports replace the old ones.
  Result<void> replace_endpoint(std::int64_t entry_id, const model::Endpoint& endpoint);
  // Returns the endpoints of a network, sorted by container name.
  Result<std::vector<model::Endpoint>> endpoints(std::string_view network_id);
  Result<std::optional<model::Endpoint>> find_endpoint(std::string_view network_id,
                                                       std::string_view container);
  // Returns the endpoint that the journal entry of an endpoint or of a change contains. Returns
  // nothing for other journal entries.
  Result<std::optional<model::Endpoint>> endpoint_of(std::int64_t entry_id);
  // Returns all endpoints in that namespace, oldest first.
  Result<std::vector<model::Endpoint>> endpoints_in(std::uint64_t netns_cookie);

  // Returns the container that holds an address in a network. Returns nothing if the address is
  // free.
  Result<std::optional<std::string>> lease_owner(std::string_view network_id,
                                                 const IpAddress& address);
  // Returns the lowest free address in [first, last], or nothing. The run time depends on the
  // number of leased addresses after `first`, not on the size of the range.
  Result<std::optional<IpAddress>> first_free(std::string_view network_id, const IpAddress& first,
                                              const IpAddress& last);
  // Returns the last chosen address, for next-fit. Returns nothing before the first choice.
  Result<std::optional<IpAddress>> cursor(std::string_view network_id, const IpPrefix& subnet);
  Result<void> set_cursor(std::string_view network_id, const IpPrefix& subnet,
                          const IpAddress& address);

  // --- published ports of the host

  // Returns the endpoint that publishes a port that conflicts with this port. Returns nothing if
  // the port is free. If a change is just publishing the port, the endpoint has only the ports of
  // this change.
  Result<std::optional<model::Endpoint>> port_owner(const model::HostPort& port);
  // Replaces the ports of an endpoint, or of a change of it, in its journal entry. Call it inside a
  // transaction. already_exists: a port is in use. The error names its container.
  Result<void> set_ports(std::int64_t entry_id, const std::vector<model::PortMapping>& ports);
  // Stores an endpoint in a journal entry, and reserves its ports. Its addresses must be reserved
  // already, or the journal entry is that of a change. The errors are those of set_ports().
  Result<void> put_endpoint(std::int64_t entry_id, const model::Endpoint& endpoint);
  // Returns the last chosen port. Returns 0 before the first choice.
  Result<std::uint16_t> last_port();
  Result<void> set_last_port(std::uint16_t port);

 private:
  struct Impl;
  explicit RuntimeState(std::unique_ptr<Impl> parts);
  Result<std::vector<std::string>> owned_by(std::int64_t entry_id);
  Result<std::optional<std::string>> owner_of(const std::string& key);
  Result<void> take_ports(std::int64_t entry_id, const model::Endpoint& endpoint);
  Result<void> release_ports(const model::Endpoint& endpoint);
  Result<std::vector<model::Endpoint>> endpoints_of(const std::vector<std::int64_t>& entry_ids);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mydocker::store

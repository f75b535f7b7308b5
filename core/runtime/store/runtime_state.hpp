// runtime.db: what lives until the next boot. In the run directory, usually on tmpfs; never synced.
//
// It holds the journal, endpoints, leases, who needs which shared thing, and copies of the networks
// in use. One ordered map (runtime_keys.hpp) and a table of plans. It carries the boot id and the
// cookie of the host's network namespace. After a reboot it is emptied on opening, rows that were
// worked on included. In another namespace of the same boot it is refused (host_identity.hpp).
//
// The journal: one row ("work") for each network and endpoint that is in the kernel, or on its way
// in or out; and for a part of an endpoint, ports, or of a network, what a change of its definition
// adds and takes away, while it is on its way in or out. Whoever works
// on a row holds a lock on one byte of the file `locks`, at the row's id (open file description
// lock, fcntl(2)); the kernel drops it when the process dies, however it dies. So a row that is not
// `active` and whose byte can be locked was left by a dead process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mydocker/host_facts.hpp"
#include "mydocker/result.hpp"
#include "runtime/model/host_port.hpp"
#include "runtime/model/network.hpp"
#include "runtime/store/host_identity.hpp"

namespace mydocker::store {

class Database;
class RecordLocks;

enum class EntryKind : std::uint8_t { network, endpoint, change };  // part: of one of the others
enum class Phase : std::uint8_t {
  creating,  // intent: rolled back if its owner is dead
  active,    // done, in the kernel
  removing,  // intent: carried on if its owner is dead
};

struct JournalEntry {
  std::int64_t id = 0;
  EntryKind kind = EntryKind::network;
  Phase phase = Phase::creating;
  std::string owner;       // the network's or the endpoint's id; of a part, change_owner() of it
  std::string network_id;  // of the network either way
  std::string plan;        // the document of what it holds in the kernel; empty until it is written
  std::string command{};   // until it is active: the digest of the command that works on it
};

// Who owns the row of a part of an endpoint or a network: there is one at a time.
inline std::string change_owner(std::string_view id) { return std::string(id) + " part"; }
// Whose part that is; any other owner as it is.
inline std::string without_part(const std::string& owner) {
  return owner.substr(0, owner.find(' '));
}

// What is known of a thing that several plans need, such as a sysctl.
struct Shared {
  bool others = false;  // whether any other work holds it
  std::string prior;    // the value before the first of ours changed it
};

// The copy of a definition, so that a connection to a network that is in use needs no other
// database. It is as good as the definition while the network's row is active: whoever changes the
// definition changes the copy first, and nobody removes it before the row has left that phase.
struct ActiveNetwork {
  model::Network network;
  std::set<std::string> host_links{};  // what the network's plan has made on the host
  bool firewall = false;               // whether that plan holds the firewall's tables
};

class RuntimeState {
 public:
  // As Definitions::open, for DIR/runtime.db and DIR/locks. permission: it is about another network
  // namespace.
  static Result<RuntimeState> open(const std::filesystem::path& directory,
                                   const HostIdentity& host);
  // A private copy of what is committed, as Definitions::open_snapshot. Empty if there is nothing,
  // or nothing about this host; claim() only tells whether another process has the lock.
  static Result<RuntimeState> open_snapshot(const std::filesystem::path& directory,
                                            const HostIdentity& host);
  RuntimeState(RuntimeState&&) noexcept;
  RuntimeState& operator=(RuntimeState&&) noexcept;
  ~RuntimeState();

  class Transaction {
   public:
    // `begun`: the rows that are added in it. All are lent.
    Transaction(Database& database, const RecordLocks& locks, std::vector<std::int64_t>& begun)
        : database_(&database), locks_(&locks), begun_(&begun) {}
    Transaction(Transaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr)),
          locks_(other.locks_),
          begun_(other.begun_) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    // As Database::commit: after an error nothing is stored, unless it is unfinished.
    Result<void> commit();

   private:
    Result<void> lock_again(const std::vector<std::int64_t>& begun);
    Database* database_;
    const RecordLocks* locks_;
    std::vector<std::int64_t>* begun_;
  };
  Result<Transaction> begin();

  // Of a snapshot. permission: the file is about another network namespace, which is why the
  // snapshot is empty.
  [[nodiscard]] Result<void> check_host() const;

  // --- the journal

  // A new row in phase `creating` without a plan, its byte locked. Inside a transaction; if that is
  // rolled back, the byte is let go.
  Result<std::int64_t> open_entry(EntryKind kind, std::string_view owner,
                                  std::string_view network_id);
  Result<void> write_plan(std::int64_t entry_id, std::string_view plan);
  Result<void> set_phase(std::int64_t entry_id, Phase phase);
  // Deletes the row and everything it holds: shared things, an endpoint's record and leases, a
  // network's cursors. Its byte stays locked until unclaim() or the end of the process.
  Result<void> close_entry(std::int64_t entry_id);
  Result<std::optional<JournalEntry>> find_entry(std::string_view owner);
  // What the driver was told of the host when it made the plan. Inside a transaction; goes with the
  // row.
  Result<void> keep_facts(std::int64_t entry_id, const HostFacts& facts);
  // Nothing: there is no such row, or none were kept.
  Result<std::optional<HostFacts>> facts_of(std::string_view owner);
  // Whether there is such a row in phase `active`.
  Result<bool> is_active(std::string_view owner);
  // Whether there was a row that is not active when the database was opened.
  [[nodiscard]] bool found_unfinished() const noexcept;
  // Every entry that is not active, oldest first.
  Result<std::vector<JournalEntry>> unfinished();
  // Every active entry with its plan, oldest first.
  Result<std::vector<JournalEntry>> active_entries();
  // Locks the row's byte without waiting: false if a living process holds it.
  Result<bool> try_lock(std::int64_t entry_id);
  void unlock(std::int64_t entry_id) noexcept;

  // --- commands that are repeated

  // The digest of the command that this process carries out; the rows that it works on carry it.
  void set_command(std::string command);
  // In one transaction: the row is active, or ended, and its command is completed.
  Result<void> activate(std::int64_t entry_id);
  Result<void> complete_entry(std::int64_t entry_id);
  // The owner of the row with which such a command was completed before now, by recovery or by a
  // process that died at its end. Nothing: there was none, or it lived to tell.
  Result<std::optional<std::string>> completed_by(const std::string& command);
  // This process lives to tell.
  void acknowledge() noexcept;

  // --- shared things

  // Notes that `work` needs the thing; `prior` is kept only from the first holder.
  Result<void> acquire(std::string_view identity, std::int64_t entry_id, std::string_view prior);
  // What would remain if `work` let go.
  Result<Shared> shared(std::string_view identity, std::int64_t entry_id);
  // The rows of all who need it, without their plans.
  Result<std::vector<JournalEntry>> owners(std::string_view identity);
  Result<void> release(std::string_view identity, std::int64_t entry_id);
  // Another row needs it from now on, instead of this one.
  Result<void> transfer(std::string_view identity, std::int64_t from, std::int64_t to);

  // --- copies of networks

  // Inside a transaction in which the network's row is active. Goes with the row.
  Result<void> keep_active_network(const ActiveNetwork& copy);
  // By full id or exact name, as Definitions::find; only of a network whose row is active. Nothing:
  // there is no copy, which says nothing about the network.
  Result<std::optional<ActiveNetwork>> find_active_network(std::string_view reference);

  // Inside a transaction: what the network's definition has to be before the row of its part ends.
  Result<void> keep_definition(std::int64_t change_entry, const model::Network& network);
  // Nothing: the row has none to see to.
  Result<std::optional<model::Network>> definition_of(std::int64_t change_entry);

  // --- endpoints and leases (whatever the phase of their work)

  // Inside a transaction, with the row of open_entry. Also takes the leases of its addresses and
  // its ports; already_exists names the holder of an address or MAC that is taken in the network,
  // or of a port, or says that the container is connected.
  Result<void> insert_endpoint(std::int64_t entry_id, const model::Endpoint& endpoint);
  Result<std::vector<model::Endpoint>> endpoints(std::string_view network_id);  // by container name
  Result<std::optional<model::Endpoint>> find_endpoint(std::string_view network_id,
                                                       std::string_view container);
  // What the row of an endpoint or a part is about; nothing: it is a network's, or gone.
  Result<std::optional<model::Endpoint>> endpoint_of(std::int64_t entry_id);
  // All endpoints in that namespace, oldest first.
  Result<std::vector<model::Endpoint>> endpoints_in(std::uint64_t netns_cookie);

  // The container that holds an address in a network; nothing: it is free.
  Result<std::optional<std::string>> lease_owner(std::string_view network_id,
                                                 const IpAddress& address);
  // The lowest address in [first, last] of the network that is not leased; nothing: none is free.
  // Its time depends on the run of leased addresses after `first`, not on the size of the range.
  Result<std::optional<IpAddress>> first_free(std::string_view network_id, const IpAddress& first,
                                              const IpAddress& last);
  // Where the last choice ended, for next-fit; nothing: none was made yet.
  Result<std::optional<IpAddress>> cursor(std::string_view network_id, const IpPrefix& subnet);
  Result<void> set_cursor(std::string_view network_id, const IpPrefix& subnet,
                          const IpAddress& address);

  // --- ports of the host

  // Whose row has a port that collides with this one; nothing: it is free. Of a part's row, the
  // endpoint with the part's ports alone.
  Result<std::optional<model::Endpoint>> port_owner(const model::HostPort& port);
  // Inside a transaction: the row of an endpoint, or of a part, has these ports and no others.
  // already_exists names the holder of one that is taken.
  Result<void> set_ports(std::int64_t entry_id, const std::vector<model::PortMapping>& ports);
  // The same for the row of a part that has just begun; its record is the endpoint's otherwise.
  Result<void> insert_change(std::int64_t entry_id, const model::Endpoint& change_entry);
  // Where the last choice ended; 0: none was made yet.
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

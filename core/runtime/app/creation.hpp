// Creates the resources of a network in the kernel. The network is new, or it is defined already
// and needed for the first time after a reboot. create_entry() also creates endpoints.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "runtime/app/session.hpp"
#include "runtime/apply/applier.hpp"

namespace mydocker::app {

// Opens the journal entry of a new network, which reserves its name and its subnets. Call it inside
// a transaction of the state.
Result<std::int64_t> open_creation(OpenState& open_state, const model::Network& network);

// A new network whose journal entry is open.
struct OpenedNetwork {
  model::Network network;
  std::int64_t journal_entry = 0;
  const model::Network* replaced = nullptr;  // the old definition of a recreated network; not owned
};

// A driver's plan, and the host facts that the driver received.
struct DriverAnswer {
  HostFacts facts;
  Plan plan;
};

// A network or an endpoint whose journal entry is open.
struct NewEntry {
  std::int64_t id = 0;  // id of the journal entry
  drivers::DriverHandle& driver;
  std::function<Result<DriverAnswer>()> ask_driver;
  apply::Applier::Completion complete;
};

// Calls the driver, stores its plan and does the steps. `opening` is the transaction that has
// opened the journal entry; none: it is committed already. A driver in this process is called
// inside this transaction. A driver in its own process can be slow, so the transaction is committed
// before the call. Then other commands do not wait. After an error the journal entry is deleted and
// the kernel is unchanged. Error unfinished: the next command cleans up.
Result<void> create_entry(Session& session, OpenState& open_state, const NewEntry& entry,
                          const apply::ExecutionContext& execution,
                          std::optional<store::RuntimeState::Transaction> opening);

// Creates the network in the kernel and stores its definition. Returns the stored copy. After an
// error the network is neither defined nor in the kernel. If it was to replace another definition,
// that one is still stored. Error unfinished: the next command cleans up.
Result<store::ActiveNetwork> make_network(Session& session, OpenState& open_state,
                                          const OpenedNetwork& opened,
                                          const apply::ExecutionContext& execution,
                                          store::RuntimeState::Transaction opening);

// Returns the copy of a network for the runtime state. `plan` has its resources in the kernel.
store::ActiveNetwork active_network_of(const model::Network& network, const Plan& plan);

// Whether a signal such as SIGINT stops a change. A command that restores what it has removed
// ignores signals.
enum class Signals : std::uint8_t { stop, ignore };

// Returns the journal entry of the network. A network that is defined but not in the kernel (for
// example after a reboot) is created there first. Error busy: another command changes the network
// now.
Result<store::JournalEntry> require_applied(Session& session, OpenState& open_state,
                                            const model::Network& network,
                                            Signals signals = Signals::stop);

}  // namespace mydocker::app

// Creates a network: checks the request, chooses its subnets, and creates its resources in the
// kernel. A defined network is created in the same way when it is first needed after a reboot.
// create_entry() also creates endpoints.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "runtime/app/session.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::app {

// Checks the spec without reading the host's links: name, driver, options and given subnets.
// Sets default options and the gateway of each subnet. The result has no id and no link name.
Result<model::CheckedNetwork> new_network(Session& session, const model::NetworkSpec& spec);

// Opens the journal entry of a new network. The entry reserves the name and the subnets. Inside a
// transaction of the state.
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

// Calls the driver, stores its plan and does the steps. `opening` is the transaction in which the
// journal entry was opened; none: it is committed already. With a driver in this process, it also
// stores the plan. A driver in its own process can be slow, so other commands do not wait while it
// plans. After an error the entry is removed and the kernel is unchanged. Error unfinished: the
// next command cleans up.
Result<void> create_entry(Session& session, OpenState& open_state, const NewEntry& entry,
                          const apply::ExecutionContext& execution,
                          std::optional<store::RuntimeState::Transaction> opening);

// Creates the network in the kernel and stores its definition. Returns the stored copy. After an
// error the network is neither defined nor in the kernel. A replaced definition is still stored.
// Error unfinished: the next command cleans up.
Result<store::ActiveNetwork> make_network(Session& session, OpenState& open_state,
                                          const OpenedNetwork& opened,
                                          const apply::ExecutionContext& execution,
                                          store::RuntimeState::Transaction reservation);

// Creates a network whose definition replaces that of `old`, which is not in the kernel.
Result<void> create_in_place_of(Session& session, OpenState& open_state,
                                const CreateNetworkRequest& request, const model::Network& old);

// Sets the subnets of `spec` and their gateways. A given subnet must be free. Without one, the next
// free subnet of the pools is used. Call it inside a transaction of the state. already_exists: a
// given subnet overlaps a network or a prefix of the host. exhausted: the pools have no free
// subnet.
Result<void> allocate_subnets(Session& session, OpenState& open_state,
                              store::Definitions& definitions, const Manifest& manifest,
                              model::CheckedNetwork& spec);

// Returns a subnet of the pools that allocate_subnets() would choose. It is not reserved.
Result<IpPrefix> free_subnet(Session& session, OpenState& open_state,
                             store::Definitions& definitions, Family family);

// Sets the missing gateways. If an option names a link of another program with an address in the
// subnet, that address is the gateway. Otherwise it is the first address. Addresses of such links
// are never given to containers.
Result<void> allocate_gateways(Session& session, const Manifest& manifest, model::Network& network);

// Returns the copy of a network for the runtime state. `plan` has its resources in the kernel.
store::ActiveNetwork active_network_of(const model::Network& network, const Plan& plan);

// Whether a signal stops a change. It does not stop the command while the command restores what it
// has removed.
enum class Signals : std::uint8_t { stop, ignore };

// Returns the journal entry of the network. A network that is defined but not in the kernel (for
// example after a reboot) is created there first. Error busy: another command changes the network
// now.
Result<store::JournalEntry> require_applied(Session& session, OpenState& open_state,
                                            const model::Network& network,
                                            Signals signals = Signals::stop);

}  // namespace mydocker::app

// The steps of network creation that several use cases share.
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::app {

// A checked network, and the address families for which a subnet must still be chosen.
struct NewNetwork {
  model::Network network;
  model::Families families;
};

// Checks the request without reading the host's links: name, driver, options and given subnets.
// Sets default options and the gateway of each subnet. The result has no id and no link name.
Result<NewNetwork> new_network(Session& session, const CreateNetworkRequest& request);

// Chooses the id, the subnets and the link name of `spec`. Inside a transaction of the state.
Result<void> reserve_network(Session& session, NewNetwork& spec);

// Opens the journal entry of a new network. The entry reserves the name and the subnets. Inside a
// transaction of the state.
Result<std::int64_t> open_creation(OpenState& open_state, const model::Network& network);

// A new network whose journal entry is open.
struct ReservedNetwork {
  model::Network network;
  std::int64_t journal_entry = 0;
  const model::Network* replaced = nullptr;  // the old definition of a recreated network; not owned
};

// Creates the network in the kernel and stores its definition. Returns what is stored of it. After
// an error the network is neither defined nor in the kernel; a replaced definition is still stored.
// unfinished: the next command cleans up.
//
// With a driver in this process, the reservation and the plan are stored in one transaction. A
// driver in its own process can be slow: other commands do not wait while it plans.
Result<store::ActiveNetwork> make_network(Session& session, const ReservedNetwork& reserved,
                                          store::RuntimeState::Transaction reservation);

// Creates a network whose definition replaces that of `old`, which is not in the kernel.
Result<void> create_in_place_of(Session& session, const CreateNetworkRequest& request,
                                const model::Network& old);

}  // namespace mydocker::app

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

// Chooses the id, the subnets and the link name of `spec`, and stores it as pending. Inside a
// transaction of the definitions.
Result<void> reserve_network(Session& session, NewNetwork& spec);

// Creates a reserved network in the kernel and commits the transaction `reservation`. After an
// error the network is neither defined nor in the kernel. unfinished: the next command cleans up.
Result<void> make_reserved(Session& session, const model::Network& network,
                           store::Definitions::Transaction reservation);

}  // namespace mydocker::app

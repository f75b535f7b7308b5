// Making a network, in the parts that several use cases need.
#pragma once

#include "runtime/app/session.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::app {

// A network as it shall be, and for which families subnets are still to be chosen.
struct NewNetwork {
  model::Network network;
  model::Families families;
};

// The request checked as far as that needs no host: name, driver, options with the driver's
// defaults, and the subnets that the user named, each with its gateway. Without id and link.
Result<NewNetwork> new_network(Session& session, const CreateNetworkRequest& request);

// Inside a transaction of the definitions: settles the id, the subnets and the link of the spec,
// and stores it as pending.
Result<void> reserve_network(Session& session, NewNetwork& spec);

// Makes a network that is reserved, ending the transaction. If that fails it is neither defined nor
// in the kernel; unless the error is unfinished: then the next command sees to that.
Result<void> make_reserved(Session& session, const model::Network& network,
                           store::Definitions::Transaction reservation);

}  // namespace mydocker::app

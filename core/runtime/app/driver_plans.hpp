// What a network's driver plans for it and for the endpoints on it, and what the driver is told of
// the host.
//
// A plan follows from the definition, the endpoint and those facts alone. All three are kept while
// the plan is in the kernel, so that it can be made again: when ports come and go, and to see what
// another version of the driver would plan.
#pragma once

#include <set>
#include <string>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// The driver's view of a network and of an endpoint, with its defaults for what the user left out.
Result<NetworkView> view_for(const Manifest& driver, const model::Network& network);
Result<EndpointView> view_for(const Manifest& driver, const model::Endpoint& endpoint);

// The links that the network's options name.
std::set<std::string> named_links(const Manifest& driver, const model::Network& network);

// The host as it is, as far as the plan of an endpoint may depend on it: the links that the network
// names.
Result<HostFacts> endpoint_facts(Session& session, const model::Network& network);
// The same for the plan of the network itself: the link of the default route as well.
Result<HostFacts> network_facts(Session& session, const model::Network& network);
// The facts that are kept with the row of the endpoint; as they are now if none are, because an
// older version of the program has made the row.
Result<HostFacts> kept_facts(Session& session, const model::Network& network,
                             const model::Endpoint& endpoint);

// The driver's plan, checked: what is in it can be carried out.
Result<Plan> network_plan(drivers::DriverHandle& driver, const model::Network& network,
                          const HostFacts& facts);
Result<Plan> endpoint_plan(drivers::DriverHandle& driver, const store::ActiveNetwork& network,
                           const model::Endpoint& endpoint, const HostFacts& facts);
// The same of the network's own driver, which must not be disabled.
Result<Plan> network_plan(Session& session, const model::Network& network, const HostFacts& facts);
Result<Plan> endpoint_plan(Session& session, const store::ActiveNetwork& network,
                           const model::Endpoint& endpoint, const HostFacts& facts);

}  // namespace mydocker::app

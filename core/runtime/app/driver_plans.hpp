// Gets the plans of a network and its endpoints from the driver, and collects host facts.
//
// A plan depends only on the definition, the endpoint and the host facts. All three are stored
// while the network or endpoint is in the kernel. So the same plan can be computed again when ports
// are published or released. It can also be compared with the plan of another driver version.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "mydocker/manifest.hpp"
#include "runtime/app/session.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::app {

// Returns the driver's view of a network or an endpoint, with defaults for options that the user
// omitted.
Result<NetworkView> view_for(const Manifest& driver, const model::Network& network);
Result<EndpointView> view_for(const Manifest& driver, const model::Endpoint& endpoint);

// Returns the names of the links in the network's options.
std::set<std::string> named_links(const Manifest& driver, const model::Network& network);

// Returns the host facts for the plan of an endpoint: IPv6 support, the network's link, and the
// links in its options. The facts that the driver needs are added (DriverInfo::needs). `own_link`
// is the network's link, if it is known already.
Result<HostFacts> endpoint_facts(Session& session, OpenState& open_state, const Manifest& driver,
                                 const model::Network& network,
                                 const std::optional<LinkFact>& own_link = {});
// Returns the host facts for the plan of the network. They also contain the link of the default
// route. If a subnet is IPv6, they contain HostFacts::advertised_link.
Result<HostFacts> network_facts(Session& session, const Manifest& driver,
                                const model::Network& network);
// These functions return the host facts that are stored with the journal entry. An entry of an
// older version has none. In this case they return the current facts.
Result<HostFacts> kept_facts(Session& session, OpenState& open_state,
                             const model::Network& network);
Result<HostFacts> kept_facts(Session& session, OpenState& open_state, const model::Network& network,
                             const model::Endpoint& endpoint);

// Returns the driver's plan after the core has checked it (plan_check.hpp).
Result<Plan> network_plan(drivers::DriverHandle& driver, const model::Network& network,
                          const HostFacts& facts);
// Does the same as network_plan() for an endpoint. If the network has an IPAM driver, the lease is
// the first entry of the plan (ipam_driver.hpp). The container's half is left out if an engine
// creates it.
Result<Plan> endpoint_plan(drivers::DriverHandle& driver, const store::ActiveNetwork& network,
                           const model::Endpoint& endpoint, const HostFacts& facts);
// Returns the plan of an endpoint with both halves.
Result<Plan> whole_endpoint_plan(drivers::DriverHandle& driver, const store::ActiveNetwork& network,
                                 const model::Endpoint& endpoint, const HostFacts& facts);
// --- options of a network whose meaning the core knows by their role (driver_info.hpp, OptionRole)

// Returns the value of the option with the role `role`. Empty: the driver has no such option, or it
// is not set.
std::string option_of(const model::Network& network, const Manifest& driver, OptionRole role);

// Returns whether the network's options set this gateway mode for the address family.
bool has_gateway_mode(const model::Network& network, const Manifest& driver, Family family,
                      std::string_view mode);

}  // namespace mydocker::app

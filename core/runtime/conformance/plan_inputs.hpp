// Requests for the driver, like those of the core. They depend on the manifest's capabilities.
//
// Main entry point: usual_input(). The other functions change its result.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/documents.hpp"
#include "runtime/conformance/driver_under_test.hpp"

namespace mydocker::conformance {

// What the driver receives for a network and one endpoint on it.
struct PlanInput {
  std::string what;  // for results: "a network with IPv6"
  NetworkView network;
  EndpointView endpoint;
  HostFacts host;
};

inline constexpr const char* kOutsideLink = "eth0";  // the host's link of the default route
inline constexpr std::uint32_t kUsualMtu = 1500;     // in bytes

// A common network: one IPv4 subnet if the driver has addresses, and options with their defaults or
// the user's values. One container is on it. The host has a default route and IPv6.
// An error of kind invalid_argument: a wrong option from the user.
Result<PlanInput> usual_input(const DriverUnderTest& driver);

// --- changes of an input

// With these subnets, each in the form PREFIX. The first address of each is the gateway, and the
// second one is the container's.
PlanInput with_subnets(PlanInput input, const std::vector<std::string>& prefixes);
// Another network, or another container on the same network. The id starts with `digits`. Two ids
// with the same first 7 digits are the most similar ids that must not collide.
PlanInput of_network(PlanInput input, const std::string& digits, const std::string& name);
PlanInput of_endpoint(PlanInput input, const std::string& digits, const std::string& container,
                      unsigned address);

bool has_addresses(const DriverUnderTest& driver);
bool has_ipv6(const DriverUnderTest& driver);
bool has_ports(const DriverUnderTest& driver);
// Returns true if the driver's containers use the host's namespace.
bool shares_host(const DriverUnderTest& driver);

// Returns true if the manifest has the trait (driver_info.hpp).
bool has_trait(const DriverUnderTest& driver, std::string_view trait);

// --- requests to the driver

documents::Request network_request(const PlanInput& input);
// The host facts contain the bridges of the network's plan.
documents::Request endpoint_request(const PlanInput& input, const Plan& network);

}  // namespace mydocker::conformance

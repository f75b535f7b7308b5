// Requests for the driver, as the core sends them. They depend on the manifest's capabilities.
//
// Main entry point: usual_input(). The other functions change its result.
#pragma once

#include <string>
#include <string_view>

#include "mydocker/documents.hpp"
#include "runtime/conformance/driver_under_test.hpp"

namespace mydocker::conformance {

// The data that the driver receives for a network and one endpoint on it.
struct PlanInput {
  std::string what;  // name of the input for results: "a network with IPv6"
  NetworkView network;
  EndpointView endpoint;
  HostFacts host;
};

inline constexpr const char* kOutsideLink = "eth0";  // the link of the host's default route
inline constexpr std::uint32_t kUsualMtu = 1500;     // MTU in bytes

// Returns a common network. It has one IPv4 subnet if the driver has addresses. Its options have
// their defaults or the user's values. One container is on it. The host has a default route and
// IPv6. An error of kind invalid_argument: the user gave a wrong option.
Result<PlanInput> usual_input(const DriverUnderTest& driver);

// --- functions that change an input

// Returns the input with these subnets, each in the form PREFIX. The first address of a subnet is
// the gateway. The second address is the container's.
PlanInput with_subnets(PlanInput input, const std::vector<std::string>& prefixes);
// These functions return the input with another network, or with another container on the same
// network. The new id starts with `digits`. Ids whose first 7 digits are equal are the most similar
// ones for which plans must differ.
PlanInput of_network(PlanInput input, const std::string& digits, const std::string& name);
PlanInput of_endpoint(PlanInput input, const std::string& digits, const std::string& container,
                      unsigned address);

bool has_addresses(const DriverUnderTest& driver);
bool has_ipv6(const DriverUnderTest& driver);
bool has_ports(const DriverUnderTest& driver);
// Returns whether the driver's containers use the host's namespace.
bool shares_host(const DriverUnderTest& driver);

// Returns whether the manifest has the trait (driver_info.hpp).
bool has_trait(const DriverUnderTest& driver, std::string_view trait);

// --- requests to the driver

documents::Request network_request(const PlanInput& input);
// Returns the request for the endpoint's plan. Its host facts contain the bridges of the plan
// `network`.
documents::Request endpoint_request(const PlanInput& input, const Plan& network);

}  // namespace mydocker::conformance

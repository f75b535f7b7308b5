// What the driver is asked for: networks and endpoints as the core would put them, made from what
// the manifest says that it can do.
#pragma once

#include <string>

#include "mydocker/documents.hpp"
#include "runtime/conformance/driver_under_test.hpp"

namespace mydocker::conformance {

struct PlanInput {
  std::string what;  // for verdicts: "a network with IPv6"
  NetworkView network;
  EndpointView endpoint;
  HostFacts host;
};

inline constexpr const char* kOutsideLink = "eth0";  // of the host, where the default route leads
inline constexpr std::uint32_t kUsualMtu = 1500;     // in bytes

// A network as most are: one IPv4 subnet where the driver has addresses, its options at their
// defaults and as the user gave them; a container on it; a host with a default route and IPv6.
// invalid_argument: an option that the user gave.
Result<PlanInput> usual_input(const DriverUnderTest& driver);

// --- changes of a spec

// With subnets (in words of PREFIX), each with its first address for the gateway, and for the
// container the next one.
PlanInput with_subnets(PlanInput input, const std::vector<std::string>& prefixes);
// Of another network, or another container on the same one; `digits` begin its id. Two that share
// all of 7 digits are as much alike as ids of different things may be.
PlanInput of_network(PlanInput input, const std::string& digits, const std::string& name);
PlanInput of_endpoint(PlanInput input, const std::string& digits, const std::string& container,
                      unsigned address);

bool has_addresses(const DriverUnderTest& driver);
bool has_ipv6(const DriverUnderTest& driver);
bool has_ports(const DriverUnderTest& driver);
// Whether its containers have no namespace of their own.
bool shares_host(const DriverUnderTest& driver);

// --- as requests to the driver

documents::Request network_request(const PlanInput& input);
// The host has the bridges of the network's plan by then.
documents::Request endpoint_request(const PlanInput& input, const Plan& network);

}  // namespace mydocker::conformance

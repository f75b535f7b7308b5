// What the driver is asked for: networks and endpoints as the core would put them, made from what
// the manifest says that it can do.
#pragma once

#include <string>

#include "mydocker/documents.hpp"
#include "runtime/conformance/subject.hpp"

namespace mydocker::conformance {

struct Wish {
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
Result<Wish> usual_wish(const Subject& subject);

// --- changes of a wish

// With subnets (in words of PREFIX), each with its first address for the gateway, and for the
// container the next one.
Wish with_subnets(Wish wish, const std::vector<std::string>& prefixes);
// Of another network, or another container on the same one; `digits` begin its id. Two that share
// all of 7 digits are as much alike as ids of different things may be.
Wish of_network(Wish wish, const std::string& digits, const std::string& name);
Wish of_endpoint(Wish wish, const std::string& digits, const std::string& container,
                 unsigned address);

bool has_addresses(const Subject& subject);
bool has_ipv6(const Subject& subject);
bool has_ports(const Subject& subject);
// Whether its containers have no namespace of their own.
bool shares_host(const Subject& subject);

// --- as requests to the driver

documents::Request network_request(const Wish& wish);
// The host has the bridges of the network's plan by then.
documents::Request endpoint_request(const Wish& wish, const Plan& network);

}  // namespace mydocker::conformance

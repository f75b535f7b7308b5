// The calls of Docker's protocols for network plug-ins, each group in its own source file.
//
// Each call is one use case: it reads and changes the recorded state, like a command. Docker
// repeats a call if the connection was lost. So each call can be repeated. docs/how-to/docker.md
// describes the mapping of names and options.
#pragma once

#include <set>
#include <string>

#include "mydocker/result.hpp"
#include "output/json_text.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli::docker_driver {

// The addresses that Docker has requested and not released. Only this process stores them. The
// recorded state also has the address of each endpoint. So if the process ends, only the addresses
// between RequestAddress and CreateEndpoint are lost.
using HeldAddresses = std::set<IpAddress>;

// One call. It owns nothing.
struct RemoteCall {
  const Json& request;
  app::Runtime& runtime;
  HeldAddresses& held;
};

// Returns the result document.
using Handler = Result<Json> (*)(const RemoteCall&);

// --- network_calls.cpp
Result<Json> create_network(const RemoteCall& call);
Result<Json> delete_network(const RemoteCall& call);

// --- endpoint_calls.cpp create_endpoint() creates the host's half of the endpoint. The container's
// link stays on the host.
Result<Json> create_endpoint(const RemoteCall& call);
Result<Json> delete_endpoint(const RemoteCall& call);
Result<Json> endpoint_info(const RemoteCall& call);
// Returns the data that the daemon needs to create the container's half.
Result<Json> join(const RemoteCall& call);

// --- port_calls.cpp publish_ports() publishes the ports if the container's default route uses this
// endpoint.
Result<Json> publish_ports(const RemoteCall& call);
Result<Json> release_ports(const RemoteCall& call);

// --- ipam_calls.cpp
Result<Json> ipam_address_spaces(const RemoteCall& call);
// Returns the subnet that the user wants, or a free one.
Result<Json> request_pool(const RemoteCall& call);
Result<Json> request_address(const RemoteCall& call);
Result<Json> release_address(const RemoteCall& call);

// Returns whether this is the name of mydocker's address space. False for the address space of
// Docker's own IPAM.
bool is_own_address_space(const std::string& name);

}  // namespace mydocker::cli::docker_driver

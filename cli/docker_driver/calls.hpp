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

// The addresses that Docker has requested and has not released. Only this process stores them. When
// the endpoint is created, its address is also stored in the recorded state. If the process ends
// before that, the address is lost.
using HeldAddresses = std::set<IpAddress>;

// One call of Docker. It owns nothing.
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

// --- endpoint_calls.cpp; create_endpoint() creates the host's half of the endpoint. The
// container's link stays on the host until Docker moves it.
Result<Json> create_endpoint(const RemoteCall& call);
Result<Json> delete_endpoint(const RemoteCall& call);
Result<Json> endpoint_info(const RemoteCall& call);
// Returns the data with which Docker creates the container's half of the endpoint.
Result<Json> join(const RemoteCall& call);

// --- port_calls.cpp; publish_ports() publishes the ports if the container's default route uses
// this endpoint.
Result<Json> publish_ports(const RemoteCall& call);
Result<Json> release_ports(const RemoteCall& call);

// --- ipam_calls.cpp
Result<Json> ipam_address_spaces(const RemoteCall& call);
// Returns the subnet that the user wants, or a free subnet.
Result<Json> request_pool(const RemoteCall& call);
Result<Json> request_address(const RemoteCall& call);
Result<Json> release_address(const RemoteCall& call);

// Returns whether this is the name of mydocker's address space. False for the address space of
// Docker's own IPAM.
bool is_own_address_space(const std::string& name);

}  // namespace mydocker::cli::docker_driver

// The subcommands of a netavark plug-in, and functions that read their JSON input
// (docs/how-to/podman.md).
#pragma once

#include <string>

#include "output/json_text.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli::netavark {

// One call. It owns nothing.
struct NetavarkCall {
  const Json& document;
  std::string netns;  // the path of the container's namespace; empty for create
  app::Runtime& runtime;
};

// Checks the definition that podman gives. Returns the definition that podman stores, with subnets
// and gateways. Creates nothing.
Result<Json> create(const NetavarkCall& call);
// Connects the container. The network is created with its first container. Returns the interface.
Result<Json> setup(const NetavarkCall& call);
// Disconnects the container. Succeeds if the endpoint, the network or the namespace is missing.
// Returns null.
Result<Json> teardown(const NetavarkCall& call);

// --- the container of a call of netavark

// Returns the key of the endpoint: (netavark, the network's name, the container's id, interface).
// invalid_argument: a field is missing.
Result<model::Attachment> attachment_of(const Json& document);

// Returns the request that connects the container. `netns` is the path of the namespace.
Result<app::ConnectRequest> connect_request(const Json& document, const std::string& netns);

// --- a network as podman defines it, in the JSON of netavark plug-ins

// Returns the definition of mydocker's network. podman chooses the addresses of containers.
// invalid_argument: a field has a wrong type or value. unsupported: mydocker does not have this
// IPAM driver.
Result<model::NetworkSpec> definition_of(const Json& network);

}  // namespace mydocker::cli::netavark

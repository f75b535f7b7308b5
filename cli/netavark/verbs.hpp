// The subcommands of a netavark plug-in, and functions that read their JSON input
// (docs/how-to/podman.md).
#pragma once

#include <string>

#include "output/json_text.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli::netavark {

// One call of the plug-in. It owns nothing.
struct NetavarkCall {
  const Json& document;
  std::string netns;  // the path of the container's namespace; empty for create
  app::Runtime& runtime;
};

// Checks the definition that podman gives. Returns the definition that podman stores, with subnets
// and gateways. Creates nothing.
Result<Json> create(const NetavarkCall& call);
// Connects the container. If it is the first container of the network, the network is created
// first. Returns the container's interface as JSON.
Result<Json> setup(const NetavarkCall& call);
// Disconnects the container. Succeeds if the endpoint, the network or the namespace is missing.
// Returns the JSON value null.
Result<Json> teardown(const NetavarkCall& call);

// --- the container of a call of netavark

// Returns the key of the endpoint: netavark, the name of the network, the id of the container, and
// the interface. Error invalid_argument: a field is missing.
Result<model::Attachment> attachment_of(const Json& document);

// Returns the request that connects the container. `netns` is the path of the namespace.
Result<app::ConnectRequest> connect_request(const Json& document, const std::string& netns);

// --- a network as podman defines it, in the JSON of netavark plug-ins

// Returns the definition of the network in mydocker. podman chooses the addresses of its
// containers. Error invalid_argument: a field has a wrong type or value. Error unsupported: the
// definition has an IPAM driver that mydocker does not support.
Result<model::NetworkSpec> definition_of(const Json& network);

}  // namespace mydocker::cli::netavark

// The verbs of netavark's plug-ins, and the parts of their documents (docs/how-to/podman.md).
#pragma once

#include <string>

#include "output/json_text.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli::netavark {

// One call. Nothing is owned.
struct NetavarkCall {
  const Json& document;
  std::string netns;  // the path of the container's namespace; empty for create
  app::Runtime& runtime;
};

// Returns the definition that podman stores, with subnets and gateways. Checks it, and creates
// nothing.
Result<Json> create(const NetavarkCall& call);
// Connects the container. The network is created with its first container. Returns the interface.
Result<Json> setup(const NetavarkCall& call);
// Disconnects the container. A missing endpoint, network or namespace is success. Returns null.
Result<Json> teardown(const NetavarkCall& call);

// The container of a call of netavark.

// Returns the key of the endpoint: (netavark, the network's name, the container's id, interface).
// invalid_argument: a field is missing.
Result<model::Attachment> attachment_of(const Json& document);

// Returns the words of the connection. `netns`: the path of the namespace.
Result<app::ConnectRequest> connect_request(const Json& document, const std::string& netns);

// A network as podman defines it, in the documents of netavark's plug-ins.

// Returns the definition of mydocker's network. podman chooses the addresses of containers.
// invalid_argument: a field has a wrong type or value. unsupported: an IPAM driver that mydocker
// does not have.
Result<model::NetworkSpec> definition_of(const Json& network);

}  // namespace mydocker::cli::netavark

// The calls of Docker's protocols for network plug-ins, each group in its own source file.
//
// Each call is one use case, like a command: it reads the recorded state, changes it, and keeps
// nothing in memory. Docker repeats a call whose connection was lost, so each call can be repeated.
// docs/how-to/docker.md describes the mapping of names and options.
#pragma once

#include <string>

#include "mydocker/result.hpp"
#include "output/json_text.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli::docker_driver {

// One call. Nothing is owned.
struct Call {
  const Json& request;
  app::Runtime& runtime;
};

// Returns the result document.
using Handler = Result<Json> (*)(const Call&);

// --- network_calls.cpp
Result<Json> create_network(const Call& call);
Result<Json> delete_network(const Call& call);

// --- endpoint_calls.cpp
// Creates the host's half of the endpoint. The container's link stays on the host.
Result<Json> create_endpoint(const Call& call);
Result<Json> delete_endpoint(const Call& call);
Result<Json> endpoint_info(const Call& call);
// Returns what the daemon needs to create the container's half.
Result<Json> join(const Call& call);

// --- port_calls.cpp
// Publishes the ports, if the endpoint carries the default route of its container.
Result<Json> publish_ports(const Call& call);
Result<Json> release_ports(const Call& call);

}  // namespace mydocker::cli::docker_driver

// The verbs of netavark's plug-ins, each in its own source file (docs/how-to/podman.md).
#pragma once

#include <string>

#include "output/json_text.hpp"
#include "runtime/app/runtime.hpp"

namespace mydocker::cli::netavark {

// One call. Nothing is owned.
struct Call {
  const Json& document;
  std::string netns;  // the path of the container's namespace; empty for create
  app::Runtime& runtime;
};

// Returns the definition that podman stores, with subnets and gateways. Checks it, and creates
// nothing.
Result<Json> create(const Call& call);
// Connects the container. The network is created with its first container. Returns the interface.
Result<Json> setup(const Call& call);
// Disconnects the container. A missing endpoint, network or namespace is success. Returns null.
Result<Json> teardown(const Call& call);

}  // namespace mydocker::cli::netavark

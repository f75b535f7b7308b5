// A network as podman defines it, in the documents of netavark's plug-ins.
#pragma once

#include <string>

#include "output/json_text.hpp"
#include "runtime/app/requests.hpp"

namespace mydocker::cli::netavark {

// Returns the definition of mydocker's network. podman chooses the addresses of containers.
// invalid_argument: a field has a wrong type or value. unsupported: an IPAM driver that mydocker
// does not have.
Result<app::CreateNetworkRequest> definition_of(const Json& network);

}  // namespace mydocker::cli::netavark

// A container that returns: its namespace was recreated, for example by a restart. It gets what its
// earlier endpoint on the same network had, unless the user asks for something else.
#pragma once

#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::app {

// Returns the request with the addresses, MAC, ports, driver options and priority of `earlier`,
// each only if the request does not have it. A container engine gives everything but the addresses
// in its own request, so its request gets the addresses of its own endpoint only.
ConnectRequest with_earlier(ConnectRequest request, const model::Endpoint& earlier);

}  // namespace mydocker::app

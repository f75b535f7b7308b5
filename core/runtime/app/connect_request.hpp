// Checks and completes a connect request: what the front end expects of the network, and what an
// earlier endpoint of the container had.
#pragma once

#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::app {

// invalid_argument: the network has another driver, or it does not have one of the subnets.
Result<void> check_expected(const ExpectedNetwork& expected, const model::Network& network);

// A container that returns: its namespace was recreated, for example by a restart. It gets what its
// earlier endpoint on the same network had, unless the user asks for something else.

// Returns the request with the addresses, MAC, ports, driver options and priority of `earlier`,
// each only if the request does not have it. A container engine gives everything but the addresses
// in its own request, so its request gets the addresses of its own endpoint only.
ConnectRequest with_earlier(ConnectRequest request, const model::Endpoint& earlier);

}  // namespace mydocker::app

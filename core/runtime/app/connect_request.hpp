// Checks and completes the request of a command that connects a container. A front end can expect
// properties of the network, for example a driver. Missing values come from an earlier endpoint of
// the container.
#pragma once

#include "mydocker/result.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::app {

// Checks the network. invalid_argument: it has another driver, or one of the subnets is missing.
Result<void> check_expected(const ExpectedNetwork& expected, const model::Network& network);

// --- a container whose namespace was recreated, for example by a restart. It gets the values of
// its earlier endpoint on the same network, unless the user gives other ones.

// Returns the request with the missing values of `earlier`: addresses, MAC, ports, driver options
// and priority. A container engine gives all values except the addresses. So its request gets only
// the addresses. If `earlier` has another attachment, the request is unchanged.
ConnectRequest with_earlier(ConnectRequest request, const model::Endpoint& earlier);

}  // namespace mydocker::app

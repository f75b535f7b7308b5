// Compares a network with what a front end knows about it, for example from a file.
#pragma once

#include "runtime/app/requests.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::app {

// invalid_argument: the network has another driver, or it does not have one of the subnets.
Result<void> check_expected(const ExpectedNetwork& expected, const model::Network& network);

}  // namespace mydocker::app

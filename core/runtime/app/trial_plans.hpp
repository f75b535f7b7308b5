// Calls a driver with a network and a container that do not exist. Checks that the driver returns,
// and that its plans are valid.
#pragma once

#include <string>

#include "mydocker/result.hpp"
#include "runtime/drivers/driver_handle.hpp"

namespace mydocker::app {

// Returns a short description of the result. A refusal of the driver is a valid result, because the
// trial network has no real host. Errors: the driver fails, or a plan breaks the rules
// (plan_check.hpp).
Result<std::string> try_plans(drivers::DriverHandle& driver);

}  // namespace mydocker::app

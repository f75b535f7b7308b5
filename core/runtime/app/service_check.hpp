// Checks the programs of a plan's services before anything changes.
#pragma once

#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::app {

// Checks that only root can change the program of each service, and that the user of the service
// exists. The rules for the program's file are those for the file of a driver
// (drivers/path_trust.hpp). Error: the service and the reason.
Result<void> check_services(const Plan& plan);

}  // namespace mydocker::app

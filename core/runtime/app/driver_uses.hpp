// What exists because of a driver and needs it, for the commands that remove or replace its file.
//
// If this user cannot read the stored networks, nothing is known, and the functions succeed.
#pragma once

#include <string>

#include "mydocker/manifest.hpp"
#include "runtime/app/session.hpp"

namespace mydocker::app {

// Checks that no lease and no Custom resource needs the driver. Only the driver can remove these.
// Error in_use: there is one. The error names its network and container.
Result<void> check_not_needed(Session& session, const std::string& driver);

// Checks that networks and containers can use the driver with this manifest instead of the present
// one. Error in_use: a network or a container uses a capability or an option that it does not have.
Result<void> check_successor(Session& session, const Manifest& next);

}  // namespace mydocker::app

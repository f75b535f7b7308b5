// Finds networks, containers and resources that need a driver. It is for the commands that remove
// or replace the driver's file.
//
// If this user cannot read the stored networks, the functions succeed without a check.
#pragma once

#include <string>

#include "mydocker/manifest.hpp"
#include "runtime/app/session.hpp"

namespace mydocker::app {

// Checks that no lease and no Custom resource needs the driver. Only the driver can remove these.
// Error in_use: there is one. The error names its network and container.
Result<void> check_not_needed(Session& session, const std::string& driver);

// Checks that a new version of a driver can replace the present one. `next` is the manifest of the
// new version. Error in_use: a network or a container uses a capability or an option that the new
// version does not have.
Result<void> check_successor(Session& session, const Manifest& next);

}  // namespace mydocker::app

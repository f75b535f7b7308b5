// Finds the networks that a command names.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns each named network once, or all networks if `references` is empty. not_found: a name is
// unknown.
Result<std::vector<model::Network>> chosen_networks(Session& session,
                                                    const std::vector<std::string>& references);

}  // namespace mydocker::app

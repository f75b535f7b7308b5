// The networks that a command names, each once; all of them if it names none.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

Result<std::vector<model::Network>> chosen_networks(Session& session,
                                                    const std::vector<std::string>& references);

}  // namespace mydocker::app

// Tells the user about an address that two containers have.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Writes one line to the log for each address in a container's namespace that belongs to another
// one of the `endpoints`, which are those of one network. Changes nothing. A namespace that cannot
// be read is left out.
void report_duplicates(Session& session, const std::vector<model::Endpoint>& endpoints);

}  // namespace mydocker::app

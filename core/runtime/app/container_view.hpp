// The view of a container during a dry run.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "runtime/kernel/host_view.hpp"

namespace mydocker::app {

// Returns the view of a container. Links that the dry run has removed, their addresses and their
// default routes are missing. `removed` names them as "container NAME" (plan/dependencies.hpp).
// Links that the dry run creates are not added, because the private copy of the runtime state has
// them.
std::unique_ptr<kernel::HostView> without_links(std::unique_ptr<kernel::HostView> real,
                                                std::set<std::string> removed);

}  // namespace mydocker::app

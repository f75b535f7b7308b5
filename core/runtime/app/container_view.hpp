// The view of a container during a dry run.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "runtime/kernel/host_view.hpp"

namespace mydocker::app {

// Returns the view without these links, their addresses and their default routes. `removed`
// contains "container NAME", as in plan/dependencies.hpp. Links that the dry run creates are not
// added, because the private copy of the records has them.
std::unique_ptr<kernel::HostView> without_links(std::unique_ptr<kernel::HostView> real,
                                                std::set<std::string> removed);

}  // namespace mydocker::app

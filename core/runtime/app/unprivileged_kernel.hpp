// The kernel as a user without root sees it.
//
// Only root can read firewall rules and enter the namespaces of containers. For other users, the
// recorded plans replace what cannot be read.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "runtime/base/step_log.hpp"
#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netns.hpp"
#include "runtime/store/runtime_state.hpp"

namespace mydocker::app {

// Returns the identities of all recorded resources of the host, and of those in the container.
// `container` may be null.
Result<std::set<std::string>> recorded_resources(store::RuntimeState& state,
                                                 const kernel::Netns* container);

// Observes resources through `real`, and changes nothing. A resource that cannot be read counts as
// existing if `recorded` contains it, otherwise as absent. If `hides_container` is true, nothing in
// the container can be read. The returned kernel does not own `log`.
std::unique_ptr<kernel::Kernel> without_root(std::unique_ptr<kernel::Kernel> real,
                                             std::set<std::string> recorded, bool hides_container,
                                             base::StepLog& log);

// Returns the view of a namespace that cannot be read. It has no links and no routes.
std::unique_ptr<kernel::HostView> hidden_view();

}  // namespace mydocker::app

// The kernel as a user without root sees it, for dry runs.
//
// Only root can read firewall rules. A dry run of another user takes the tables from the records.
#pragma once

#include <memory>

#include "runtime/base/step_log.hpp"
#include "runtime/kernel/kernel.hpp"

namespace mydocker::app {

// Observes like `real`. If a firewall resource cannot be read, the tables exist if `has_firewall`,
// and their elements are absent. `log` is not owned.
std::unique_ptr<kernel::Kernel> without_root(std::unique_ptr<kernel::Kernel> real,
                                             bool has_firewall, base::StepLog& log);

}  // namespace mydocker::app

// A network's plan, carried out: when it is made, and again after a reboot when it is first needed.
#pragma once

#include <cstdint>
#include <string>

#include "runtime/app/parts.hpp"

namespace mydocker::app {

// Plans the network and does the steps under the work row, which is then active. If that fails
// nothing is left but, perhaps, the row itself.
Result<void> apply_network(Parts& parts, const model::Network& network, std::int64_t work);

// What apply_network would do, as a script.
Result<std::string> network_script(Parts& parts, const model::Network& network);

// The network's row in the journal; a network that is defined but not in the kernel, as after a
// reboot, is put there first. busy: another command is at it.
Result<store::Work> require_applied(Parts& parts, const model::Network& network);

}  // namespace mydocker::app

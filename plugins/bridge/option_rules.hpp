// The rules for options of a bridge network that exclude each other or have no effect together.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// invalid_argument, not_found: names the wrong option and the reason, and gives a solution.
mydocker::Result<void> check_together(const mydocker::NetworkView& network,
                                      const BridgeOptions& options,
                                      const mydocker::HostFacts& host);

}  // namespace bridge

// Which options of a bridge network exclude each other, or would do nothing beside each other.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// invalid_argument, not_found: names the option that cannot be, why, and what to do.
mydocker::Result<void> check_together(const mydocker::NetworkView& network,
                                      const BridgeOptions& options,
                                      const mydocker::HostFacts& host);

}  // namespace bridge

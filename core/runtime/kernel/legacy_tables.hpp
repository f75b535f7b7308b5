// The tables "filter" of iptables-legacy and ip6tables-legacy (ip_tables.h, ip6_tables.h). Reads.
#pragma once

#include <string>

#include "mydocker/net_types.hpp"

namespace mydocker::kernel {

// Returns whether the chain FORWARD of the family drops by default, and has no rule with the name
// of the link. A table that is not loaded or cannot be read does not drop.
bool legacy_drops(Family family, const std::string& link);

}  // namespace mydocker::kernel

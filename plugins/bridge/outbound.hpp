// Fixed source addresses for packets that leave the host, from the options outbound-ipv4 and
// outbound-ipv6.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// `options`: all options except `outbound`. invalid_argument: the address has the other family,
// cannot be a source, or would not be used.
//
// The host need not have the address: it may be routed to the host, or be added to the host later.
mydocker::Result<mydocker::blocks::Outbound> outbound_of(const mydocker::NetworkView& network,
                                                         const BridgeOptions& options);

}  // namespace bridge

// The addresses that a network's containers leave the host with, where the user names them.
#pragma once

#include "bridge_options.hpp"

namespace bridge {

// `options`: all but these. invalid_argument: an address that is of the other family or nobody's,
// or one that nothing would leave with.
//
// Does not: ask whether the host has the address. It may be routed to the host without being on a
// link, or come and go with whatever moves it between hosts.
mydocker::Result<mydocker::blocks::Outbound> outbound_of(const mydocker::NetworkView& network,
                                                         const BridgeOptions& options);

}  // namespace bridge

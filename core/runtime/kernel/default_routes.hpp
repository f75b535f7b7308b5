// The default routes of the main table (rtnetlink(7), RTM_GETROUTE).
//
// Main entry points: list_default_routes(), default_link().
#pragma once

#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// All default routes of the family, in the kernel's order. Empty if the kernel lacks the family.
Result<std::vector<RouteState>> list_default_routes(NetlinkSocket& socket, Family family);

// The index of the link of the default route with the lowest metric; 0: there is no default route.
// Usually one lookup, without reading the list of routes.
Result<int> default_link(NetlinkSocket& socket, Family family);

}  // namespace mydocker::kernel

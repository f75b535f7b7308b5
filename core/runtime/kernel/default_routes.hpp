// The default routes of the main table.
#pragma once

#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// All of that family, as the kernel lists them; none where there is no such family.
Result<std::vector<RouteState>> list_default_routes(NetlinkSocket& socket, Family family);

// The index of the link that the one with the lowest metric leaves by; 0: there is none. Mostly one
// look-up, without a list.
Result<int> default_link(NetlinkSocket& socket, Family family);

}  // namespace mydocker::kernel

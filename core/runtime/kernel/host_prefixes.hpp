// Lists the prefixes that the addresses and routes of a namespace use.
#pragma once

#include <vector>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// HostView::host_prefixes() for the namespace of the socket. `wanted`: only prefixes that overlap
// one of these; null: all. The kernel lists all of them, but the others are not copied.
Result<std::vector<HostPrefix>> list_host_prefixes(NetlinkSocket& socket,
                                                   const std::vector<IpPrefix>* wanted);

}  // namespace mydocker::kernel

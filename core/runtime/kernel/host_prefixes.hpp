// Lists the prefixes that the addresses and routes of a namespace use.
#pragma once

#include <vector>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// Returns HostView::host_prefixes() for the namespace of the socket. `wanted` limits the result to
// prefixes that overlap one of these. Null: all prefixes. The kernel always sends all prefixes. The
// unwanted ones are not stored.
Result<std::vector<HostPrefix>> list_host_prefixes(NetlinkSocket& socket,
                                                   const std::vector<IpPrefix>* wanted);

}  // namespace mydocker::kernel

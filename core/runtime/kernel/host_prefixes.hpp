// The prefixes that the host's addresses and routes use.
#pragma once

#include <vector>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// HostView::host_prefixes() for the namespace of the socket.
Result<std::vector<HostPrefix>> host_prefixes(NetlinkSocket& socket);

}  // namespace mydocker::kernel

// The prefixes that a host's addresses and routes take.
#pragma once

#include <vector>

#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// HostView::host_prefixes(), of the namespace that the socket is of.
Result<std::vector<HostPrefix>> host_prefixes(NetlinkSocket& socket);

}  // namespace mydocker::kernel

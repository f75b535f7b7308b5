// Routing rules of other programs that refuse packets (ip-rule(8): blackhole, unreachable and
// prohibit). Only reads.
#pragma once

#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// Returns the rules that refuse all packets from or to addresses of one of the prefixes, or from or
// to the link. Rules with further conditions are left out, and so are rules behind that of the main
// table. One request. Errors: those of netlink.
Result<std::vector<RefusingRule>> refusing_rules(NetlinkSocket& socket, const std::string& link,
                                                 const std::vector<IpPrefix>& prefixes);

}  // namespace mydocker::kernel

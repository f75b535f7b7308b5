// Routing rules of other programs that refuse packets (ip-rule(8): blackhole, unreachable and
// prohibit). The functions only read.
#pragma once

#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// Returns the rules that refuse all packets of one of the prefixes, or of the link. Rules with
// further conditions are left out. Rules after the rule of the main table are left out too. This is
// one request. Errors: those of netlink.
Result<std::vector<RefusingRule>> refusing_rules(NetlinkSocket& socket, const std::string& link,
                                                 const std::vector<IpPrefix>& prefixes);

}  // namespace mydocker::kernel

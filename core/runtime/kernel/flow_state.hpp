// A flow of UDP as the kernel's connection tracking tells it
// (linux/netfilter/nfnetlink_conntrack.h).
#pragma once

#include <cstdint>
#include <optional>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

struct FlowEnd {
  IpAddress address;
  std::uint16_t port = 0;
};

struct Flow {
  FlowEnd target;    // whom the first packet was sent to
  FlowEnd answerer;  // who answers: another one if the packet was sent on
};

// The flows of one family in the socket's namespace (NETLINK_NETFILTER), as messages. `port`: only
// those to this one, as far as the kernel can filter; 0: all.
Ack list_udp_flows(NetlinkSocket& socket, Family family, std::uint16_t port, ObjectList& found);

// Nothing: it is no flow of UDP.
std::optional<Flow> flow_from(nlmsghdr& message);

// The one that the message is about. One that is gone already is done.
Result<void> delete_flow(NetlinkSocket& socket, nlmsghdr& message);

}  // namespace mydocker::kernel

// UDP flows in the kernel's connection tracking (linux/netfilter/nfnetlink_conntrack.h).
//
// Example: list_udp_flows(socket, Family::v4, 53, list), then flow_from(*list.at(0)).
#pragma once

#include <cstdint>
#include <optional>

#include "mydocker/net_types.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// One side of a flow. The port is in host byte order.
struct FlowEnd {
  IpAddress address;
  std::uint16_t port = 0;
};

// One UDP flow, as the host sees it.
struct Flow {
  FlowEnd target;    // destination of the first packet
  FlowEnd answerer;  // source of the replies: not `target` if the packet was translated
};

// Reads the flows of one family in the socket's namespace into `found`. The socket's protocol is
// NETLINK_NETFILTER. `port`: only flows to this port; 0: all. Old kernels ignore the filter.
Ack list_udp_flows(NetlinkSocket& socket, Family family, std::uint16_t port, ObjectList& found);

// Returns nullopt if the message is not about a UDP flow.
std::optional<Flow> flow_from(nlmsghdr& message);

// Deletes the flow that the message describes. Succeeds if the flow does not exist.
Result<void> delete_flow(NetlinkSocket& socket, nlmsghdr& message);

}  // namespace mydocker::kernel

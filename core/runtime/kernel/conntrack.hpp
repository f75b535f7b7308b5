// UDP flows in the kernel's connection tracking (linux/netfilter/nfnetlink_conntrack.h).
//
// conntrack translates the destination of a flow only with its first packet. Later packets of the
// flow go to the same receiver. A client can keep its source port while the publishing of a port
// changes. Its packets would still reach the old receiver. forget_flows_to_host() and
// forget_flows_to_container() delete these flows. So the next packet starts a new flow. TCP flows
// close by themselves. Flows to other ports are not changed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "mydocker/net_types.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/namespaces.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// Deletes flows to the published ports at an address of the host. Their next packets go to the
// container. Does nothing for other protocols than UDP and with PortMode::routed.
Result<void> forget_flows_to_host(Namespaces& namespaces, std::span<const PublishedPort> ports);

// Deletes the flows that the container answers from these ports, because the ports are no longer
// published.
Result<void> forget_flows_to_container(Namespaces& namespaces,
                                       std::span<const PublishedPort> ports);

// One side of a flow. The port is in host byte order.
struct FlowEnd {
  IpAddress address;
  std::uint16_t port = 0;
};

// One UDP flow, as the host sees it.
struct Flow {
  FlowEnd target;    // destination of the first packet
  FlowEnd answerer;  // source of the replies; it differs from `target` if the packet was translated
};

// Reads the flows of one family in the socket's namespace into `found`. The socket's protocol is
// NETLINK_NETFILTER. `port`: only flows to this port; 0: all flows. Old kernels ignore `port`.
// Example: list_udp_flows(socket, Family::v4, 53, list), then flow_from(*list.at(0)).
Ack list_udp_flows(NetlinkSocket& socket, Family family, std::uint16_t port, ObjectList& found);

// Returns the flow of the message, or nullopt if the message is not about a UDP flow.
std::optional<Flow> flow_from(nlmsghdr& message);

// Deletes the flow that the message describes. Succeeds if the flow does not exist.
Result<void> delete_flow(NetlinkSocket& socket, nlmsghdr& message);

}  // namespace mydocker::kernel

#include "runtime/kernel/conntrack.hpp"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "runtime/kernel/ip_state.hpp"

namespace mydocker::kernel {
namespace {

// Returns the position of the port in a port range, or nullopt if the range does not contain it.
std::optional<std::uint16_t> place_in(std::uint16_t first, std::uint16_t count,
                                      std::uint16_t port) {
  if (port < first || port - first >= count) return std::nullopt;
  return static_cast<std::uint16_t>(port - first);
}

bool is_to(const PublishedPort& port, const Flow& flow) {
  return place_in(port.host_port, port.count, flow.target.port).has_value() &&
         (!port.host_address || *port.host_address == flow.target.address);
}

bool is_answered_by(const PublishedPort& port, const Flow& flow) {
  const auto place = place_in(port.host_port, port.count, flow.target.port);
  return place && flow.answerer.address == port.container_address &&
         flow.answerer.port == port.container_port + *place;
}

// Returns whether the kernel delivers packets for the address locally.
bool is_local(NetlinkSocket& socket, const IpAddress& address) {
  rtmsg header{};
  header.rtm_family = family_number(address.family());
  header.rtm_dst_len = static_cast<std::uint8_t>(address.bits());
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  question.put_address(RTA_DST, address);
  ObjectList found;
  if (!socket.get(question, found).ok() || found.empty()) return false;
  const auto route = route_from(*found.at(0));
  return route && route->type == RTN_LOCAL;
}

// Returns whether the error means that the kernel cannot list or identify flows. Then the old flows
// stay until their timeout.
bool cannot(const Ack& ack) { return ack.error == EINVAL || ack.error == EOPNOTSUPP; }

using IsStale = std::function<bool(const PublishedPort&, const Flow&)>;

// Deletes the stale flows of the published UDP ports of one family. One list of flows is for all
// ports, because the kernel reads its whole flow table for each list.
Result<void> forget_in(NetlinkSocket& socket, const std::vector<PublishedPort>& ports,
                       const IsStale& is_stale) {
  const bool one = ports.size() == 1 && ports.front().count == 1;
  ObjectList list;
  const Ack ack = list_udp_flows(socket, ports.front().container_address.family(),
                                 one ? ports.front().host_port : std::uint16_t{0}, list);
  if (cannot(ack)) return {};
  if (!ack.ok()) return error_of(ack).within("list flows");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto flow = flow_from(*list.at(i));
    if (!flow) continue;
    const bool stale = std::ranges::any_of(
        ports, [&](const PublishedPort& port) { return is_stale(port, *flow); });
    if (stale) MYDOCKER_CHECK(delete_flow(socket, *list.at(i)).within("delete a flow"));
  }
  return {};
}

Result<void> forget(Namespaces& namespaces, std::span<const PublishedPort> ports,
                    const IsStale& is_stale) {
  for (const auto family : {Family::v4, Family::v6}) {
    std::vector<PublishedPort> concerned;
    for (const auto& port : ports)
      if (port.protocol == Protocol::udp && port.mode == PortMode::nat &&
          port.container_address.family() == family)
        concerned.push_back(port);
    if (concerned.empty()) continue;
    MYDOCKER_TRY(const NftSession* nft, namespaces.nft());
    NetlinkSocket socket = nft->socket();
    MYDOCKER_CHECK(forget_in(socket, concerned, is_stale));
  }
  return {};
}

}  // namespace

Result<void> forget_flows_to_host(Namespaces& namespaces, std::span<const PublishedPort> ports) {
  std::map<IpAddress, bool> local;
  return forget(namespaces, ports, [&](const PublishedPort& port, const Flow& flow) {
    if (!is_to(port, flow)) return false;
    const auto known = local.find(flow.target.address);
    if (known != local.end()) return known->second;
    const bool is = is_local(namespaces.host_route(), flow.target.address);
    local.emplace(flow.target.address, is);
    return is;
  });
}

Result<void> forget_flows_to_container(Namespaces& namespaces,
                                       std::span<const PublishedPort> ports) {
  return forget(namespaces, ports, is_answered_by);
}

namespace {

using Attributes = std::array<nlattr*, CTA_MAX + 1>;

constexpr int type_of(int message) { return (NFNL_SUBSYS_CTNETLINK << 8) | message; }

// The fields that filter a list of flows (net/netfilter/nf_internals.h of the kernel). Linux before
// 5.8 ignores the filter and lists all flows.
constexpr std::uint32_t kByProtocol = 1U << 3U;
constexpr std::uint32_t kByTargetPort = 1U << 5U;

nfgenmsg header_for(Family family) {
  nfgenmsg header{};
  header.nfgen_family = family_number(family);
  header.version = NFNETLINK_V0;
  return header;
}

void put_filter(NetlinkMessage& question, std::uint16_t port) {
  {
    const NestedAttribute tuple(question, CTA_TUPLE_ORIG);
    const NestedAttribute protocol(question, CTA_TUPLE_PROTO);
    question.put_u8(CTA_PROTO_NUM, IPPROTO_UDP);
    const std::uint16_t on_the_wire = htons(port);
    if (port != 0) question.put(CTA_PROTO_DST_PORT, &on_the_wire, sizeof on_the_wire);
  }
  const NestedAttribute filter(question, CTA_FILTER);
  question.put_u32(CTA_FILTER_ORIG_FLAGS, kByProtocol | (port != 0 ? kByTargetPort : 0));
}

template <std::size_t N>
bool parse_nested(std::array<nlattr*, N>& attributes, nlattr* nest) {
  return nest != nullptr &&
         nla_parse_nested(attributes.data(), static_cast<int>(N) - 1, nest, nullptr) >= 0;
}

std::uint16_t port_in(nlattr* attribute) {
  return attribute == nullptr ? 0 : ntohs(nla_get_u16(attribute));
}

// The source and the destination of one direction of a flow.
struct FlowTuple {
  FlowEnd source;
  FlowEnd target;
};

// Returns nullopt if the flow is not a UDP flow.
std::optional<FlowTuple> tuple_from(Family family, nlattr* nest) {
  std::array<nlattr*, CTA_TUPLE_MAX + 1> tuple{};
  std::array<nlattr*, CTA_IP_MAX + 1> ip{};
  std::array<nlattr*, CTA_PROTO_MAX + 1> protocol{};
  if (!parse_nested(tuple, nest) || !parse_nested(ip, tuple[CTA_TUPLE_IP]) ||
      !parse_nested(protocol, tuple[CTA_TUPLE_PROTO]))
    return std::nullopt;
  if (protocol[CTA_PROTO_NUM] == nullptr || nla_get_u8(protocol[CTA_PROTO_NUM]) != IPPROTO_UDP)
    return std::nullopt;
  const bool v4 = family == Family::v4;
  const auto source = address_in(family, ip[v4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC]);
  const auto target = address_in(family, ip[v4 ? CTA_IP_V4_DST : CTA_IP_V6_DST]);
  if (!source || !target) return std::nullopt;
  return FlowTuple{{*source, port_in(protocol[CTA_PROTO_SRC_PORT])},
                   {*target, port_in(protocol[CTA_PROTO_DST_PORT])}};
}

bool parse(nlmsghdr& message, Attributes& attributes) {
  return nlmsg_parse(&message, sizeof(nfgenmsg), attributes.data(), CTA_MAX, nullptr) >= 0;
}

void copy(NetlinkMessage& message, int attribute, nlattr* from, int flags) {
  if (from != nullptr)
    message.put(attribute | flags, nla_data(from), static_cast<std::size_t>(nla_len(from)));
}

}  // namespace

Ack list_udp_flows(NetlinkSocket& socket, Family family, std::uint16_t port, ObjectList& found) {
  NetlinkMessage question(type_of(IPCTNL_MSG_CT_GET), 0, header_for(family));
  put_filter(question, port);
  return socket.list(question, found);
}

std::optional<Flow> flow_from(nlmsghdr& message) {
  const auto& header = *static_cast<const nfgenmsg*>(nlmsg_data(&message));
  const auto family = family_from(header.nfgen_family);
  Attributes attributes{};
  if (!family || !parse(message, attributes)) return std::nullopt;
  const auto original = tuple_from(*family, attributes[CTA_TUPLE_ORIG]);
  const auto reply = tuple_from(*family, attributes[CTA_TUPLE_REPLY]);
  if (!original || !reply) return std::nullopt;
  return Flow{original->target, reply->source};
}

// Deletes the flow with this original tuple and this number (CTA_ID). The number protects a newer
// flow with the same tuple.
Result<void> delete_flow(NetlinkSocket& socket, nlmsghdr& message) {
  Attributes attributes{};
  if (!parse(message, attributes)) return {};
  const auto& header = *static_cast<const nfgenmsg*>(nlmsg_data(&message));
  NetlinkMessage request(type_of(IPCTNL_MSG_CT_DELETE), 0, header);
  copy(request, CTA_TUPLE_ORIG, attributes[CTA_TUPLE_ORIG], NLA_F_NESTED);
  copy(request, CTA_ZONE, attributes[CTA_ZONE], 0);
  copy(request, CTA_ID, attributes[CTA_ID], 0);
  const Ack ack = socket.change(request);
  if (ack.error == ENOENT) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel

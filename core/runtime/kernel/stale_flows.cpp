#include "runtime/kernel/stale_flows.hpp"

#include <linux/rtnetlink.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "runtime/kernel/flow_state.hpp"
#include "runtime/kernel/ip_state.hpp"

namespace mydocker::kernel {
namespace {

// The position of the port in a port range. Returns nullopt if the range does not contain it.
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

// Returns true if the kernel delivers packets to the address locally.
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

// Returns true if the kernel cannot list or identify flows. Then flows stay until their timeout.
bool cannot(const Ack& ack) { return ack.error == EINVAL || ack.error == EOPNOTSUPP; }

using IsStale = std::function<bool(const PublishedPort&, const Flow&)>;

// Deletes the stale flows of translated UDP ports of one family. All ports use one list, because
// the kernel reads its whole flow table for each list.
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

}  // namespace mydocker::kernel

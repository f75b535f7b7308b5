#include "runtime/kernel/stale_flows.hpp"

#include <linux/rtnetlink.h>

#include <cerrno>
#include <functional>
#include <map>

#include "runtime/kernel/flow_state.hpp"
#include "runtime/kernel/ip_state.hpp"

namespace mydocker::kernel {
namespace {

// Which of a row the port is; nothing: none of them.
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

// Whether the kernel takes packets to the address for its own.
bool is_local(NetlinkSocket& socket, const IpAddress& address) {
  rtmsg header{};
  header.rtm_family = family_number(address.family());
  header.rtm_dst_len = static_cast<std::uint8_t>(address.bits());
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  question.put_address(RTA_DST, address);
  ObjectList found;
  if (!socket.ask(question, found).ok() || found.empty()) return false;
  const auto route = route_from(*found.at(0));
  return route && route->type == RTN_LOCAL;
}

// A kernel that cannot list or name flows is left to forget them by itself, as it does when nobody
// sends for a while.
bool cannot(const Answer& answer) { return answer.error == EINVAL || answer.error == EOPNOTSUPP; }

Result<void> forget(Namespaces& namespaces, const PublishedPort& port,
                    const std::function<bool(const Flow&)>& is_stale) {
  if (port.protocol != Protocol::udp || port.mode != PortMode::nat) return {};
  MYDOCKER_TRY(const NftSession* nft, namespaces.nft());
  NetlinkSocket socket = nft->socket();
  ObjectList list;
  const Answer answer = list_udp_flows(socket, port.container_address.family(),
                                       port.count == 1 ? port.host_port : std::uint16_t{0}, list);
  if (cannot(answer)) return {};
  if (!answer.ok()) return error_of(answer).within("list flows");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto flow = flow_from(*list.at(i));
    if (!flow || !is_stale(*flow)) continue;
    MYDOCKER_CHECK(delete_flow(socket, *list.at(i)).within("forget a flow"));
  }
  return {};
}

}  // namespace

Result<void> forget_flows_to_host(Namespaces& namespaces, const PublishedPort& port) {
  std::map<IpAddress, bool> local;
  return forget(namespaces, port, [&](const Flow& flow) {
    if (!is_to(port, flow)) return false;
    const auto known = local.find(flow.target.address);
    if (known != local.end()) return known->second;
    const bool is = is_local(namespaces.host_route(), flow.target.address);
    local.emplace(flow.target.address, is);
    return is;
  });
}

Result<void> forget_flows_to_container(Namespaces& namespaces, const PublishedPort& port) {
  return forget(namespaces, port, [&](const Flow& flow) { return is_answered_by(port, flow); });
}

}  // namespace mydocker::kernel

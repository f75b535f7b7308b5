// Functions that read the routes and the forwarding of the host. Other programs can change both.
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <unistd.h>

#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/foreign_rules.hpp"
#include "runtime/kernel/ip_state.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {
namespace {

// Returns the route of packets to the address, or nullopt.
std::optional<RouteState> route_towards(NetlinkSocket& socket, const IpAddress& address,
                                        const std::optional<IpAddress>& from) {
  rtmsg header{};
  header.rtm_family = family_number(address.family());
  header.rtm_dst_len = static_cast<std::uint8_t>(address.bits());
  if (from) header.rtm_src_len = static_cast<std::uint8_t>(from->bits());
  NetlinkMessage question(RTM_GETROUTE, 0, header);
  question.put_address(RTA_DST, address);
  if (from) question.put_address(RTA_SRC, *from);
  ObjectList found;
  if (!socket.get(question, found).ok()) return std::nullopt;
  return route_from(*found.at(0));
}

}  // namespace

std::string link_towards(NetlinkSocket& socket, const IpAddress& address,
                         const std::optional<IpAddress>& from) {
  const auto route = route_towards(socket, address, from);
  return route && route->link != 0 ? link_name(socket, route->link) : std::string();
}

bool is_broadcast(NetlinkSocket& socket, const IpAddress& address) {
  const auto route = route_towards(socket, address, {});
  return route && route->type == RTN_BROADCAST;
}

bool forwards(Family family, const std::string& link) {
  const std::string path = std::string("/proc/sys/net/") +
                           (family == Family::v4 ? "ipv4" : "ipv6") + "/conf/" + link +
                           "/forwarding";
  const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char value = '1';
  if (file) (void)!::read(file.get(), &value, 1);
  return value != '0';
}

}  // namespace mydocker::kernel

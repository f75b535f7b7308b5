#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <cstring>

#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

constexpr const char* kLoopback = "lo";

// Returns whether the loopback device is up. An ioctl returns only the flags (netdevice(7)). A
// netlink reply would contain the whole link.
bool is_up(const NetlinkSocket& socket) {
  ifreq request{};
  std::strcpy(request.ifr_name, kLoopback);
  return ioctl(socket.fd(), SIOCGIFFLAGS, &request) == 0 && (request.ifr_flags & IFF_UP) != 0;
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Loopback& loopback) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(loopback.place));
  return Observation{is_up(socket) ? State::matches : State::absent, "", ""};
}

Result<void> create(Namespaces& namespaces, const Loopback& loopback) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(loopback.place));
  NetlinkMessage up = up_message(kLoopback);
  return result_of(socket.change(up));
}

Result<void> destroy(Namespaces& namespaces, const Loopback& loopback) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(loopback.place));
  ifinfomsg header{};
  header.ifi_change = IFF_UP;
  NetlinkMessage down(RTM_SETLINK, 0, header);
  down.put_text(IFLA_IFNAME, kLoopback);
  return result_of(socket.change(down));
}

}  // namespace mydocker::kernel

#include <linux/rtnetlink.h>
#include <net/if.h>

#include "runtime/kernel/nouns.hpp"
#include "runtime/kernel/own_link.hpp"

namespace mydocker::kernel {
namespace {

constexpr const char* kLoopback = "lo";

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Loopback& loopback) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(loopback.place));
  MYDOCKER_TRY(const auto link, find_link(socket, kLoopback));
  return Observation{link && link->up ? Presence::present : Presence::absent, "", ""};
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

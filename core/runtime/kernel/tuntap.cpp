#include "runtime/kernel/tuntap.hpp"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstring>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/managed_link.hpp"

namespace mydocker::kernel {
namespace {

constexpr const char* kCloneDevice = "/dev/net/tun";

Error no_tun(int error) {
  if (error == ENOENT || error == ENODEV)
    return Error(ErrorKind::unsupported, "this kernel has no tun").hint("modprobe tun");
  return base::errno_error(std::string("open ") + kCloneDevice, error);
}

Result<base::UniqueFd> open_device(const Link& link) {
  base::UniqueFd device(::open(kCloneDevice, O_RDWR | O_CLOEXEC));
  if (!device) return no_tun(errno);
  ifreq request{};
  link.name.copy(request.ifr_name, sizeof request.ifr_name - 1);
  const unsigned type = link.kind == "tap" ? unsigned{IFF_TAP} : unsigned{IFF_TUN};
  request.ifr_flags = static_cast<short>(type | unsigned{IFF_NO_PI} | unsigned{IFF_TUN_EXCL});
  if (::ioctl(device.get(), TUNSETIFF, &request) == 0) return device;
  if (errno == EBUSY) return error_of({EEXIST, {}});
  return base::errno_error("create it", errno);
}

Result<void> set_owner(const base::UniqueFd& device, const Link& link) {
  const auto owner = link.attributes.find("owner");
  if (owner == link.attributes.end()) return {};
  if (::ioctl(device.get(), TUNSETOWNER, std::stoul(owner->second)) == 0) return {};
  return base::errno_error("set its owner", errno);
}

NetlinkMessage mark_message(const Link& link, int master) {
  NetlinkMessage message(RTM_SETLINK, 0, ifinfomsg{});
  tag_as_managed(message, link.name, link.mac);
  if (link.mtu != 0) message.put_u32(IFLA_MTU, link.mtu);
  if (master != 0) message.put_u32(IFLA_MASTER, static_cast<std::uint32_t>(master));
  return message;
}

}  // namespace

Result<void> create_tuntap(Namespaces& namespaces, const Link& link) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(link.place));
  return namespaces.run_in(link.place, [&]() -> Result<void> {
    MYDOCKER_TRY(const auto device, open_device(link));
    MYDOCKER_CHECK(set_owner(device, link));
    const int master = link.master.empty() ? 0 : link_index(socket, link.master);
    NetlinkMessage marks = mark_message(link, master);
    MYDOCKER_CHECK(result_of(socket.change(marks)));
    if (::ioctl(device.get(), TUNSETPERSIST, 1UL) == 0) return {};
    return base::errno_error("keep it", errno);
  });
}

}  // namespace mydocker::kernel

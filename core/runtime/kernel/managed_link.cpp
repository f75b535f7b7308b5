#include "runtime/kernel/managed_link.hpp"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <algorithm>
#include <cerrno>

namespace mydocker::kernel {

bool is_managed_link(const LinkState& link, const MacAddress& planned) {
  if (link.group != kLinkGroup) return false;
  return planned.is_zero() ||
         std::equal(kMacPrefix.begin(), kMacPrefix.end(), link.mac.bytes.begin());
}

void tag_as_managed(NetlinkMessage& message, const std::string& name, const MacAddress& mac) {
  message.put_text(IFLA_IFNAME, name);
  message.put_u32(IFLA_GROUP, kLinkGroup);
  if (!mac.is_zero()) message.put_mac(IFLA_ADDRESS, mac);
}

Result<void> remove_managed_link(NetlinkSocket& socket, const std::string& name,
                                 const MacAddress& planned) {
  MYDOCKER_TRY(const auto link, find_link(socket, name));
  if (!link) return {};
  if (!is_managed_link(*link, planned))
    return Error(ErrorKind::already_exists,
                 "link \"" + name + "\" does not belong to mydocker: " + describe(*link))
        .hint("it was not changed; remove it yourself if it is not needed: ip link delete " + name);
  return remove_link(socket, *link);
}

Result<void> remove_link(NetlinkSocket& socket, const LinkState& link) {
  ifinfomsg header{};
  header.ifi_index = link.index;  // the name may belong to another link now
  NetlinkMessage removal(RTM_DELLINK, 0, header);
  const Ack ack = socket.change(removal);
  if (ack.error == ENODEV) return {};
  return result_of(ack);
}

NetlinkMessage up_message(const std::string& name) {
  ifinfomsg header{};
  header.ifi_flags = IFF_UP;
  header.ifi_change = IFF_UP;
  NetlinkMessage message(RTM_SETLINK, 0, header);
  message.put_text(IFLA_IFNAME, name);
  return message;
}

NetlinkMessage attributes_message(const std::string& name, const MacAddress& mac, std::uint32_t mtu,
                                  std::optional<int> master) {
  NetlinkMessage message = up_message(name);
  if (!mac.is_zero()) message.put_mac(IFLA_ADDRESS, mac);
  if (mtu != 0) message.put_u32(IFLA_MTU, mtu);
  if (master) message.put_u32(IFLA_MASTER, static_cast<std::uint32_t>(*master));
  return message;
}

}  // namespace mydocker::kernel

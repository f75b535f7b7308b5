#include "runtime/kernel/managed_link.hpp"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <algorithm>
#include <cerrno>

#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {

bool is_managed_link(const LinkState& link, const MacAddress& planned) {
  if (link.group != kLinkGroup) return false;
  return planned.is_zero() ||
         std::equal(kMacPrefix.begin(), kMacPrefix.end(), link.mac.bytes.begin());
}

bool has_a_mark(const LinkState& link, std::string_view kind, const MacAddress& planned) {
  if (is_managed_link(link, planned)) return true;
  return link.kind == kind &&
         (link.group == kLinkGroup || (!planned.is_zero() && link.mac == planned));
}

std::string group_difference(const LinkState& link) {
  return link.group == kLinkGroup ? "" : "group " + std::to_string(link.group);
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
  // The message names the link by its index. Another link may have got the name since the link was
  // found.
  header.ifi_index = link.index;
  NetlinkMessage removal(RTM_DELLINK, 0, header);
  const Ack ack = socket.change(removal);
  if (ack.error == ENODEV) return {};
  return result_of(ack);
}

namespace {

NetlinkMessage up_message(const std::string& name, Arp arp) {
  ifinfomsg header{};
  header.ifi_flags = IFF_UP;
  header.ifi_change =
      arp == Arp::turn_on ? unsigned{IFF_UP} | unsigned{IFF_NOARP} : unsigned{IFF_UP};
  NetlinkMessage message(RTM_SETLINK, 0, header);
  message.put_text(IFLA_IFNAME, name);
  return message;
}

}  // namespace

NetlinkMessage up_message(const std::string& name) { return up_message(name, Arp::keep); }

NetlinkMessage attributes_message(const LinkChange& change) {
  NetlinkMessage message = up_message(change.name, change.arp);
  if (!change.mac.is_zero()) message.put_mac(IFLA_ADDRESS, change.mac);
  if (change.mtu != 0) message.put_u32(IFLA_MTU, change.mtu);
  if (change.master) message.put_u32(IFLA_MASTER, static_cast<std::uint32_t>(*change.master));
  return message;
}

NetlinkMessage own_link_message(const LinkChange& change) {
  NetlinkMessage message = attributes_message(change);
  message.put_u32(IFLA_GROUP, kLinkGroup);
  return message;
}

namespace {

// Sets the sysctl accept_ra of the link to 0 before the link is up. Otherwise the kernel would
// accept router advertisements at once (Documentation/networking/ip-sysctl.rst). A link without
// IPv6 does not have this sysctl.
Result<void> do_not_listen(Namespaces& namespaces, Place place, const std::string& link) {
  const std::string settings = "net/ipv6/conf/" + link + "/";
  const Sysctl deaf{place, settings + "accept_ra", "0"};
  MYDOCKER_TRY(const auto now, observe(namespaces, deaf));
  if (now.state != State::differs) return {};
  auto written = create(namespaces, deaf);
  if (written.ok()) return written;
  MYDOCKER_TRY(const auto off, observe(namespaces, Sysctl{place, settings + "disable_ipv6", "1"}));
  return off.state == State::matches ? Result<void>() : written;
}

}  // namespace

Result<void> set_up_silently(Namespaces& namespaces, Place place, const std::string& link) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(place));
  NetlinkMessage silent = no_link_local_message(link);
  MYDOCKER_CHECK(no_link_local_result(socket.change(silent)));
  MYDOCKER_CHECK(do_not_listen(namespaces, place, link).within("turn router advertisements off"));
  NetlinkMessage up = up_message(link);
  return result_of(socket.change(up)).within("set \"" + link + "\" up");
}

Result<std::optional<LinkState>> find_link_if(NetlinkSocket& socket,
                                              const std::function<bool(const LinkState&)>& is_it) {
  NetlinkMessage question(RTM_GETLINK, 0, ifinfomsg{});
  ObjectList found;
  if (const Ack ack = socket.list(question, found); !ack.ok()) return error_of(ack);
  for (std::size_t at = 0; at < found.size(); ++at) {
    auto link = link_from(*found.at(at));
    if (is_it(link)) return std::optional(std::move(link));
  }
  return std::optional<LinkState>();
}

Error not_managed(const LinkState& link) {
  return Error(ErrorKind::already_exists,
               "link \"" + link.name + "\" does not belong to mydocker: " + describe(link))
      .hint("it was not changed; remove it yourself if it is not needed");
}

}  // namespace mydocker::kernel

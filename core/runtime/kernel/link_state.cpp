#include "runtime/kernel/link_state.hpp"

#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace mydocker::kernel {
namespace {

constexpr std::uint32_t kSkipStatistics = RTEXT_FILTER_SKIP_STATS;

using LinkAttributes = std::array<nlattr*, IFLA_MAX + 1>;

using LinkInfo = std::array<nlattr*, IFLA_INFO_MAX + 1>;

LinkInfo info_from(nlattr* link_info) {
  LinkInfo attributes{};
  if (link_info == nullptr ||
      nla_parse_nested(attributes.data(), IFLA_INFO_MAX, link_info, nullptr) < 0)
    return {};
  return attributes;
}

std::string kind_from(const LinkInfo& info) {
  return info[IFLA_INFO_KIND] != nullptr ? nla_get_string(info[IFLA_INFO_KIND]) : "";
}

void read_port(const LinkInfo& info, LinkState& link) {
  std::array<nlattr*, IFLA_BRPORT_MAX + 1> attributes{};
  nlattr* port = info[IFLA_INFO_SLAVE_DATA];
  if (port == nullptr || nla_parse_nested(attributes.data(), IFLA_BRPORT_MAX, port, nullptr) < 0)
    return;
  const auto is_on = [&](int attribute) {
    nlattr* one = attributes.at(static_cast<std::size_t>(attribute));
    return one != nullptr && nla_get_u8(one) != 0;
  };
  link.isolated = is_on(IFLA_BRPORT_ISOLATED);
  link.hairpin = is_on(IFLA_BRPORT_MODE);
  link.learning = is_on(IFLA_BRPORT_LEARNING);
  link.neigh_suppress = is_on(IFLA_BRPORT_NEIGH_SUPPRESS);
}

std::uint32_t macvlan_mode(const LinkInfo& info) {
  std::array<nlattr*, IFLA_MACVLAN_MAX + 1> attributes{};
  nlattr* data = info[IFLA_INFO_DATA];
  if (kind_from(info) != "macvlan" || data == nullptr ||
      nla_parse_nested(attributes.data(), IFLA_MACVLAN_MAX, data, nullptr) < 0 ||
      attributes[IFLA_MACVLAN_MODE] == nullptr)
    return 0;
  return nla_get_u32(attributes[IFLA_MACVLAN_MODE]);
}

// Returns whether the kernel gives the link a link-local address. False for a link without IPv6.
bool makes_link_local(nlattr* families) {
  std::array<nlattr*, AF_INET6 + 1> family{};
  if (families == nullptr || nla_parse_nested(family.data(), AF_INET6, families, nullptr) < 0 ||
      family[AF_INET6] == nullptr)
    return false;
  std::array<nlattr*, IFLA_INET6_MAX + 1> attributes{};
  if (nla_parse_nested(attributes.data(), IFLA_INET6_MAX, family[AF_INET6], nullptr) < 0 ||
      attributes[IFLA_INET6_ADDR_GEN_MODE] == nullptr)
    return false;
  return nla_get_u8(attributes[IFLA_INET6_ADDR_GEN_MODE]) != IN6_ADDR_GEN_MODE_NONE;
}

std::uint32_t number(nlattr* attribute) {
  return attribute != nullptr ? nla_get_u32(attribute) : 0;
}

}  // namespace

LinkState link_from(nlmsghdr& message) {
  LinkAttributes attributes{};
  const auto& header = *static_cast<const ifinfomsg*>(nlmsg_data(&message));
  LinkState link;
  link.index = header.ifi_index;
  link.hardware = header.ifi_type;
  link.up = (header.ifi_flags & IFF_UP) != 0;
  link.arp = (header.ifi_flags & IFF_NOARP) == 0;
  link.carrier = (header.ifi_flags & IFF_RUNNING) != 0;
  if (nlmsg_parse(&message, sizeof header, attributes.data(), IFLA_MAX, nullptr) < 0) return link;
  if (attributes[IFLA_IFNAME] != nullptr) link.name = nla_get_string(attributes[IFLA_IFNAME]);
  const LinkInfo info = info_from(attributes[IFLA_LINKINFO]);
  link.kind = kind_from(info);
  read_port(info, link);
  link.macvlan_mode = macvlan_mode(info);
  nlattr* mac = attributes[IFLA_ADDRESS];
  if (mac != nullptr && nla_len(mac) == static_cast<int>(link.mac.bytes.size()))
    std::memcpy(link.mac.bytes.data(), nla_data(mac), link.mac.bytes.size());
  link.mtu = number(attributes[IFLA_MTU]);
  link.group = number(attributes[IFLA_GROUP]);
  link.master = static_cast<int>(number(attributes[IFLA_MASTER]));
  link.peer = static_cast<int>(number(attributes[IFLA_LINK]));
  if (attributes[IFLA_LINK_NETNSID] != nullptr)
    link.peer_netns = static_cast<int>(nla_get_u32(attributes[IFLA_LINK_NETNSID]));
  link.makes_link_local = makes_link_local(attributes[IFLA_AF_SPEC]);
  return link;
}

NetlinkMessage link_question(const std::string& name) {
  NetlinkMessage question(RTM_GETLINK, 0, ifinfomsg{});
  question.put_text(IFLA_IFNAME, name);
  question.put_u32(IFLA_EXT_MASK, kSkipStatistics);
  return question;
}

Result<std::optional<LinkState>> find_link(NetlinkSocket& socket, const std::string& name) {
  ObjectList message;
  return find_link(socket, name, message);
}

Result<std::optional<LinkState>> find_link(NetlinkSocket& socket, const std::string& name,
                                           ObjectList& message) {
  if (name.size() >= IFNAMSIZ) return std::optional<LinkState>();  // no link has such a long name
  NetlinkMessage question = link_question(name);
  const Ack ack = socket.get(question, message);
  if (ack.error == ENODEV) return std::optional<LinkState>();
  if (!ack.ok()) return error_of(ack);
  return std::optional(link_from(*message.at(0)));
}

std::vector<std::uint8_t> link_data(nlmsghdr& message, int attribute) {
  LinkAttributes attributes{};
  if (nlmsg_parse(&message, sizeof(ifinfomsg), attributes.data(), IFLA_MAX, nullptr) < 0) return {};
  nlattr* data = info_from(attributes[IFLA_LINKINFO])[IFLA_INFO_DATA];
  int left = data == nullptr ? 0 : nla_len(data);
  for (auto* one = left == 0 ? nullptr : static_cast<nlattr*>(nla_data(data));
       one != nullptr && nla_ok(one, left); one = nla_next(one, &left)) {
    if (nla_type(one) != attribute) continue;
    const auto* begin = static_cast<const std::uint8_t*>(nla_data(one));
    return {begin, begin + nla_len(one)};
  }
  return {};
}

NetlinkMessage no_link_local_message(const std::string& name) {
  NetlinkMessage message(RTM_SETLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, name);
  const NestedAttribute families(message, IFLA_AF_SPEC);
  const NestedAttribute family(message, AF_INET6);
  message.put_u8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
  return message;
}

Result<void> no_link_local_result(const Ack& ack) {
  if (ack.error == EAFNOSUPPORT) return {};
  return result_of(ack).within("turn IPv6 link-local addresses off");
}

NetlinkMessage bridge_port_message(const std::string& name, int attribute, std::uint8_t value) {
  NetlinkMessage message(RTM_NEWLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, name);
  const NestedAttribute info(message, IFLA_LINKINFO);
  message.put_text(IFLA_INFO_SLAVE_KIND, "bridge");
  const NestedAttribute data(message, IFLA_INFO_SLAVE_DATA);
  message.put_u8(attribute, value);
  return message;
}

int link_index(const NetlinkSocket& socket, const std::string& name) {
  ifreq request{};
  if (name.size() >= sizeof request.ifr_name) return 0;
  name.copy(request.ifr_name, name.size());
  return ioctl(socket.fd(), SIOCGIFINDEX, &request) == 0 ? request.ifr_ifindex : 0;
}

std::string link_name(const NetlinkSocket& socket, int index) {
  ifreq request{};
  request.ifr_ifindex = index;
  if (ioctl(socket.fd(), SIOCGIFNAME, &request) != 0) return {};
  return request.ifr_name;
}

bool exists(NetlinkSocket& socket, const std::optional<int>& peer_netns) {
  if (!peer_netns) return true;
  if (*peer_netns < 0) return false;
  NetlinkMessage question(RTM_GETNSID, 0, rtgenmsg{});
  question.put_u32(NETNSA_NSID, static_cast<std::uint32_t>(*peer_netns));
  ObjectList reply;
  return socket.get(question, reply).error != ENOENT;
}

std::optional<unsigned> link_flags(const NetlinkSocket& socket, int index) {
  ifreq request{};
  const auto name = link_name(socket, index);
  name.copy(request.ifr_name, sizeof request.ifr_name - 1);
  if (name.empty() || ioctl(socket.fd(), SIOCGIFFLAGS, &request) != 0) return std::nullopt;
  return static_cast<unsigned short>(request.ifr_flags);
}

std::string describe(const LinkState& link) {
  const std::string kind = link.kind.empty() ? "a device" : "a link of kind \"" + link.kind + "\"";
  return kind + ", group " + std::to_string(link.group) + ", address " + link.mac.text();
}

}  // namespace mydocker::kernel

#include "runtime/kernel/link_attributes.hpp"

#include <linux/if_bridge.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <string_view>

#include "runtime/kernel/managed_link.hpp"

namespace mydocker::kernel {
namespace {

// How a text becomes the bytes of an attribute. Numbers have the byte order of the host.
enum class Coding : std::uint8_t { u8, u16, u32, be16, flag, address };

struct NamedValue {
  std::string_view name;
  std::uint32_t value = 0;
};

constexpr NamedValue kValues[] = {
    {"l2", IPVLAN_MODE_L2},      {"l3", IPVLAN_MODE_L3},
    {"l3s", IPVLAN_MODE_L3S},    {"private", MACVLAN_MODE_PRIVATE},
    {"vepa", MACVLAN_MODE_VEPA}, {"bridge", MACVLAN_MODE_BRIDGE},
    {"802.1Q", ETH_P_8021Q},     {"802.1ad", ETH_P_8021AD},
};

struct Encoding {
  std::string_view kind;
  std::string_view name;
  Coding coding;
  int number;
  int number_v6 = 0;  // of an IPv6 address
};

constexpr Encoding kEncodings[] = {
    {"vxlan", "id", Coding::u32, IFLA_VXLAN_ID},
    {"vxlan", "port", Coding::be16, IFLA_VXLAN_PORT},
    {"vxlan", "local", Coding::address, IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6},
    {"vxlan", "group", Coding::address, IFLA_VXLAN_GROUP, IFLA_VXLAN_GROUP6},
    {"vxlan", "learning", Coding::flag, IFLA_VXLAN_LEARNING},
    {"vxlan", "ttl", Coding::u8, IFLA_VXLAN_TTL},
    {"vlan", "id", Coding::u16, IFLA_VLAN_ID},
    {"vlan", "protocol", Coding::be16, IFLA_VLAN_PROTOCOL},
    {"ipvlan", "mode", Coding::u16, IFLA_IPVLAN_MODE},
    {"macvtap", "mode", Coding::u32, IFLA_MACVLAN_MODE},
    {"gre", "local", Coding::address, IFLA_GRE_LOCAL},
    {"gre", "remote", Coding::address, IFLA_GRE_REMOTE},
    {"gre", "ttl", Coding::u8, IFLA_GRE_TTL},
    {"ipip", "local", Coding::address, IFLA_IPTUN_LOCAL},
    {"ipip", "remote", Coding::address, IFLA_IPTUN_REMOTE},
    {"ipip", "ttl", Coding::u8, IFLA_IPTUN_TTL},
    {"vrf", "table", Coding::u32, IFLA_VRF_TABLE},
    {"tun", "owner", Coding::u32, IFLA_TUN_OWNER},
    {"tap", "owner", Coding::u32, IFLA_TUN_OWNER},
    {"bridge", "vlan_filtering", Coding::flag, IFLA_BR_VLAN_FILTERING},
    {"bridge", "stp", Coding::u32, IFLA_BR_STP_STATE},
    {"bridge", "ageing_time", Coding::u32, IFLA_BR_AGEING_TIME},
    {"bridge", "multicast_snooping", Coding::flag, IFLA_BR_MCAST_SNOOPING},
};

std::uint32_t number_of(const std::string& text) {
  const auto named = std::ranges::find(kValues, text, &NamedValue::name);
  if (named != std::end(kValues)) return named->value;
  std::uint32_t number = text == "true" ? 1 : 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

template <class Number>
std::vector<std::uint8_t> bytes_of(Number number) {
  std::vector<std::uint8_t> bytes(sizeof number);
  std::memcpy(bytes.data(), &number, sizeof number);
  return bytes;
}

EncodedAttribute encoded(const Encoding& encoding, const std::string& text) {
  const std::uint32_t number = number_of(text);
  switch (encoding.coding) {
    case Coding::u8:
    case Coding::flag:
      return {encoding.number, {static_cast<std::uint8_t>(number)}};
    case Coding::u16:
      return {encoding.number, bytes_of(static_cast<std::uint16_t>(number))};
    case Coding::u32:
      return {encoding.number, bytes_of(number)};
    case Coding::be16:
      return {encoding.number,
              {static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number & 0xffU)}};
    case Coding::address:
      break;
  }
  const auto address = IpAddress::parse(text).value();
  const auto* begin = address.bytes().data();
  return {address.is_v4() ? encoding.number : encoding.number_v6,
          std::vector<std::uint8_t>(begin, begin + address.size())};
}

}  // namespace

std::vector<EncodedAttribute> encoded_attributes(const Link& link) {
  std::vector<EncodedAttribute> all;
  for (const auto& attribute : link.attributes) {
    const auto is_it = [&](const Encoding& row) {
      return row.kind == link.kind && row.name == attribute.first;
    };
    const auto* row = std::ranges::find_if(kEncodings, is_it);
    if (row != std::end(kEncodings)) all.push_back(encoded(*row, attribute.second));
  }
  return all;
}

int parent_attribute(const std::string& kind) {
  if (kind == "vxlan") return IFLA_VXLAN_LINK;
  if (kind == "gre") return IFLA_GRE_LINK;
  return kind == "ipip" ? int{IFLA_IPTUN_LINK} : 0;
}

std::string kernel_kind(const std::string& kind) { return kind == "tap" ? "tun" : kind; }

std::string module_of(const std::string& kind) {
  if (kind == "vlan") return "8021q";
  return kind == "gre" ? "ip_gre" : kernel_kind(kind);
}

void learn_nothing_from_link_local(NetlinkMessage& data) {
  const br_boolopt_multi on{1U << BR_BOOLOPT_NO_LL_LEARN, 1U << BR_BOOLOPT_NO_LL_LEARN};
  data.put(IFLA_BR_MULTI_BOOLOPT, &on, sizeof on);
}

NetlinkMessage link_attributes_message(const Link& link) {
  NetlinkMessage message(RTM_NEWLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, link.name);
  const NestedAttribute info(message, IFLA_LINKINFO);
  message.put_text(IFLA_INFO_KIND, link.kind);
  const NestedAttribute data(message, IFLA_INFO_DATA);
  for (const auto& [number, bytes] : encoded_attributes(link))
    message.put(number, bytes.data(), bytes.size());
  return message;
}

NetlinkMessage link_birth_message(const Link& link, int parent, int master, int target) {
  const int inner = parent_attribute(link.kind);
  NetlinkMessage message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, ifinfomsg{});
  tag_as_managed(message, link.name, link.mac);
  if (parent != 0 && inner == 0) message.put_u32(IFLA_LINK, static_cast<std::uint32_t>(parent));
  if (link.mtu != 0) message.put_u32(IFLA_MTU, link.mtu);
  if (master != 0) message.put_u32(IFLA_MASTER, static_cast<std::uint32_t>(master));
  if (target >= 0) message.put_u32(IFLA_NET_NS_FD, static_cast<std::uint32_t>(target));
  const NestedAttribute info(message, IFLA_LINKINFO);
  message.put_text(IFLA_INFO_KIND, link.kind);
  const NestedAttribute data(message, IFLA_INFO_DATA);
  for (const auto& [number, bytes] : encoded_attributes(link))
    message.put(number, bytes.data(), bytes.size());
  if (link.kind == "bridge") learn_nothing_from_link_local(message);
  if (parent != 0 && inner != 0) message.put_u32(inner, static_cast<std::uint32_t>(parent));
  return message;
}

}  // namespace mydocker::kernel

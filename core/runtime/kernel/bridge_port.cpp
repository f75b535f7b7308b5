// Options of bridge ports (rtnetlink(7), IFLA_BRPORT_*; VLANs by AF_BRIDGE messages, bridge(8)).
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

// VLAN of a new bridge port (bridge(8), vlan_default_pvid).
constexpr std::uint16_t kDefaultVlan = 1;

struct PortOption {
  int attribute;  // one of IFLA_BRPORT_*
  bool wanted;
  bool usual;  // value of a new bridge port
};

std::vector<PortOption> options_of(const BridgePort& port) {
  std::vector<PortOption> options;
  const auto add = [&](int attribute, const std::optional<bool>& wanted, bool usual) {
    if (wanted) options.push_back({attribute, *wanted, usual});
  };
  add(IFLA_BRPORT_LEARNING, port.learning, true);
  add(IFLA_BRPORT_NEIGH_SUPPRESS, port.neigh_suppress, false);
  add(IFLA_BRPORT_ISOLATED, port.isolated, false);
  add(IFLA_BRPORT_MODE, port.hairpin, false);
  return options;
}

NetlinkMessage options_message(const BridgePort& port, bool PortOption::*value) {
  NetlinkMessage message(RTM_NEWLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, port.link);
  const NestedAttribute info(message, IFLA_LINKINFO);
  message.put_text(IFLA_INFO_SLAVE_KIND, "bridge");
  const NestedAttribute data(message, IFLA_INFO_SLAVE_DATA);
  for (const auto& option : options_of(port))
    message.put_u8(option.attribute, static_cast<std::uint8_t>(option.*value));
  return message;
}

NetlinkMessage vlan_message(int type, int link, std::uint16_t vlan, std::uint16_t flags) {
  ifinfomsg header{};
  header.ifi_family = AF_BRIDGE;
  header.ifi_index = link;
  NetlinkMessage message(type, 0, header);
  const NestedAttribute families(message, IFLA_AF_SPEC);
  const bridge_vlan_info info{flags, vlan};
  message.put(IFLA_BRIDGE_VLAN_INFO, &info, sizeof info);
  return message;
}

Result<void> vlan_result(const Ack& ack) {
  if (ack.error != EOPNOTSUPP) return result_of(ack);
  return Error(ErrorKind::unsupported, "this kernel has no VLAN filtering of bridges")
      .hint("use a kernel with CONFIG_BRIDGE_VLAN_FILTERING, or leave the VLAN out");
}

// Makes the link an untagged member of `vlan`. The link leaves the VLAN `other`.
Result<void> set_vlan(NetlinkSocket& socket, int link, std::uint16_t vlan, std::uint16_t other) {
  NetlinkMessage add =
      vlan_message(RTM_SETLINK, link, vlan, BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED);
  MYDOCKER_CHECK(vlan_result(socket.change(add)));
  if (other == vlan) return {};
  NetlinkMessage remove = vlan_message(RTM_DELLINK, link, other, 0);
  return vlan_result(socket.change(remove));
}

// Returns the VLAN of frames without a tag in one message of the list of bridge ports; 0: none.
std::uint16_t pvid_in(nlmsghdr& message) {
  nlattr* families = nlmsg_find_attr(&message, sizeof(ifinfomsg), IFLA_AF_SPEC);
  int left = families == nullptr ? 0 : nla_len(families);
  for (auto* one = left == 0 ? nullptr : static_cast<nlattr*>(nla_data(families));
       one != nullptr && nla_ok(one, left); one = nla_next(one, &left)) {
    bridge_vlan_info info{};
    if (nla_type(one) != IFLA_BRIDGE_VLAN_INFO || nla_len(one) < static_cast<int>(sizeof info))
      continue;
    std::memcpy(&info, nla_data(one), sizeof info);
    if ((info.flags & BRIDGE_VLAN_INFO_PVID) != 0) return info.vid;
  }
  return 0;
}

Result<std::uint16_t> pvid_of(NetlinkSocket& socket, int link) {
  ifinfomsg header{};
  header.ifi_family = AF_BRIDGE;
  NetlinkMessage question(RTM_GETLINK, 0, header);
  question.put_u32(IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN);
  ObjectList list;
  if (const Ack ack = socket.list(question, list); !ack.ok()) return error_of(ack);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& found = *static_cast<const ifinfomsg*>(nlmsg_data(list.at(i)));
    if (found.ifi_index == link) return pvid_in(*list.at(i));
  }
  return std::uint16_t{0};
}

bool has_options(nlmsghdr& link, const BridgePort& port) {
  const auto state = link_from(link);
  const auto is = [](const std::optional<bool>& wanted, bool found) {
    return !wanted || *wanted == found;
  };
  return is(port.learning, state.learning) && is(port.neigh_suppress, state.neigh_suppress) &&
         is(port.isolated, state.isolated) && is(port.hairpin, state.hairpin);
}

}  // namespace

// A bridge port has a value for every option. So State::absent means here that all options have
// their usual values.
Result<Observation> observe(Namespaces& namespaces, const BridgePort& port) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(port.place));
  ObjectList message;
  MYDOCKER_TRY(const auto link, find_link(socket, port.link, message));
  if (!link || link->master == 0 || !has_options(*message.at(0), port)) return Observation{};
  if (port.pvid == 0) return Observation{State::matches, "", ""};
  MYDOCKER_TRY(const auto pvid, pvid_of(socket, link->index));
  return Observation{pvid == port.pvid ? State::matches : State::absent, "", ""};
}

Result<void> create(Namespaces& namespaces, const BridgePort& port) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(port.place));
  const int link = link_index(socket, port.link);
  if (link == 0) return error_of({ENODEV, {}}).within("link \"" + port.link + "\"");
  NetlinkMessage message = options_message(port, &PortOption::wanted);
  MYDOCKER_CHECK(result_of(socket.change(message)));
  return port.pvid == 0 ? Result<void>() : set_vlan(socket, link, port.pvid, kDefaultVlan);
}

// ENODEV: the link does not exist. EINVAL, EOPNOTSUPP: the link is not a bridge port. In all cases
// there are no options to remove.
Result<void> destroy(Namespaces& namespaces, const BridgePort& port) {
  MYDOCKER_TRY(NetlinkSocket socket, namespaces.route(port.place));
  const int link = link_index(socket, port.link);
  if (link == 0) return {};
  NetlinkMessage message = options_message(port, &PortOption::usual);
  const Ack ack = socket.change(message);
  if (ack.error == ENODEV || ack.error == EINVAL || ack.error == EOPNOTSUPP) return {};
  MYDOCKER_CHECK(result_of(ack));
  return port.pvid == 0 ? Result<void>() : set_vlan(socket, link, kDefaultVlan, port.pvid);
}

}  // namespace mydocker::kernel

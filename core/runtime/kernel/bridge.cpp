#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <cerrno>

#include "runtime/kernel/link_attributes.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/managed_link.hpp"
#include "runtime/kernel/neighbours.hpp"
#include "runtime/kernel/resource_ops.hpp"

namespace mydocker::kernel {
namespace {

// Returns whether the bridge belongs to mydocker. One mark is enough: the link group of mydocker,
// or the planned MAC. An administrator can change the other mark.
bool is_own(const LinkState& link, const Bridge& bridge) {
  return has_a_mark(link, "bridge", bridge.mac);
}

std::string difference(const LinkState& link, const Bridge& bridge) {
  if (link.kind != "bridge") return describe(link);
  if (auto group = group_difference(link); !group.empty()) return group;
  if (bridge.mtu != 0 && link.mtu != bridge.mtu) return "mtu " + std::to_string(link.mtu);
  if (!bridge.mac.is_zero() && link.mac != bridge.mac) return "address " + link.mac.text();
  if (!link.up) return "down";
  return link.arp ? "" : kArpIsOff;
}

Observation observation_of(const LinkState& link, const Bridge& bridge) {
  if (bridge.ownership == Ownership::adopt) {
    const bool fits = link.kind == "bridge";
    return {fits ? State::matches : State::foreign, fits ? "" : describe(link), ""};
  }
  if (!is_own(link, bridge)) return {State::foreign, describe(link), ""};
  const std::string found = difference(link, bridge);
  return {found.empty() ? State::matches : State::differs, found, "", link.kind == "bridge"};
}

// Sets the MTU after the bridge exists. An MTU in the request that creates the bridge is lost when
// the last port leaves the bridge.
Result<void> set_mtu(NetlinkSocket& socket, const Bridge& bridge) {
  NetlinkMessage message(RTM_SETLINK, 0, ifinfomsg{});
  message.put_text(IFLA_IFNAME, bridge.name);
  message.put_u32(IFLA_MTU, bridge.mtu);
  return result_of(socket.change(message)).within("set the mtu to " + std::to_string(bridge.mtu));
}

}  // namespace

Result<Observation> observe(Namespaces& namespaces, const Bridge& bridge) {
  MYDOCKER_TRY(const auto link, find_link(namespaces.host_route(), bridge.name));
  if (!link) return Observation{};
  return observation_of(*link, bridge);
}

Result<void> create(Namespaces& namespaces, const Bridge& bridge) {
  if (bridge.ownership == Ownership::adopt) return {};
  NetlinkSocket& socket = namespaces.host_route();
  ifinfomsg header{};
  header.ifi_flags = IFF_UP;
  header.ifi_change = IFF_UP;
  NetlinkMessage birth(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, header);
  tag_as_managed(birth, bridge.name, bridge.mac);
  {
    const NestedAttribute info(birth, IFLA_LINKINFO);
    birth.put_text(IFLA_INFO_KIND, "bridge");
    const NestedAttribute data(birth, IFLA_INFO_DATA);
    learn_nothing_from_link_local(birth);
  }
  MYDOCKER_CHECK(result_of(socket.change(birth)));
  if (bridge.mtu == 0) return {};
  auto sized = set_mtu(socket, bridge);
  if (!sized.ok()) (void)remove_managed_link(socket, bridge.name, bridge.mac);
  return sized;
}

// Changes the bridge in place. The kernel also announces the host's addresses on the bridge.
Result<void> update(Namespaces& namespaces, const Bridge& bridge, const std::string& /*found*/) {
  NetlinkSocket& host = namespaces.host_route();
  NetlinkMessage message = own_link_message({bridge.name, bridge.mac, bridge.mtu});
  MYDOCKER_CHECK(result_of(host.change(message)));
  if (!bridge.mac.is_zero()) announce_host_addresses(host, bridge.name, bridge.mac);
  return {};
}

Result<void> destroy(Namespaces& namespaces, const Bridge& bridge) {
  if (bridge.ownership == Ownership::adopt) return {};
  NetlinkSocket& host = namespaces.host_route();
  MYDOCKER_TRY(const auto link, find_link(host, bridge.name));
  if (link && is_own(*link, bridge)) return remove_link(host, *link);
  return remove_managed_link(host, bridge.name, bridge.mac);
}

Result<Observation> observe(Namespaces& namespaces, const Hairpin& hairpin) {
  MYDOCKER_TRY(const auto link, find_link(namespaces.host_route(), hairpin.link));
  return Observation{link && link->hairpin ? State::matches : State::absent, "", ""};
}

Result<void> create(Namespaces& namespaces, const Hairpin& hairpin) {
  NetlinkMessage message = bridge_port_message(hairpin.link, IFLA_BRPORT_MODE, 1);
  return result_of(namespaces.host_route().change(message));
}

// ENODEV: the link does not exist. EINVAL: the link is not a bridge port. In both cases there is no
// hairpin mode to switch off.
Result<void> destroy(Namespaces& namespaces, const Hairpin& hairpin) {
  NetlinkMessage message = bridge_port_message(hairpin.link, IFLA_BRPORT_MODE, 0);
  const Ack ack = namespaces.host_route().change(message);
  if (ack.error == ENODEV || ack.error == EINVAL) return {};
  return result_of(ack);
}

}  // namespace mydocker::kernel

// One link as the kernel has it (rtnetlink(7), RTM_GETLINK), and whether it is ours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

struct LinkState {
  int index = 0;
  std::string name;
  std::string kind;  // "bridge", "veth", ...; empty for hardware
  MacAddress mac;
  std::uint32_t mtu = 0;  // in bytes
  std::uint32_t group = 0;
  int master = 0;  // index of the bridge it belongs to; 0: none
  int peer = 0;    // of a veth: the index of the other end, in that end's namespace; of a macvlan:
                   // that of its parent
  bool up = false;
  bool isolated = false;           // in its bridge, from other isolated ports
  bool hairpin = false;            // in its bridge: what comes in by it may leave by it
  bool makes_link_local = true;    // whether it gives itself an IPv6 link-local address
  std::uint16_t hardware = 0;      // ARPHRD_* (linux/if_arp.h)
  std::uint32_t macvlan_mode = 0;  // of a macvlan: MACVLAN_MODE_* (linux/if_link.h)
};

// Nothing if there is none of that name.
Result<std::optional<LinkState>> find_link(NetlinkSocket& socket, const std::string& name);
LinkState link_from(nlmsghdr& message);

// Switches the link's making of an IPv6 link-local address off. The kernel takes this for a link
// that exists only, and it must come before the link is up.
NetlinkMessage no_link_local_message(const std::string& name);
// A kernel, or a link, without IPv6 makes no address anyway.
Result<void> no_link_local_result(const Ack& ack);

// A change of one of IFLA_BRPORT_*, of the link as a port of its bridge.
NetlinkMessage bridge_port_message(const std::string& name, int attribute, std::uint8_t value);

// 0 if there is none. One system call, and no lock that changes of links wait for.
int link_index(const NetlinkSocket& socket, const std::string& name);
// Empty if there is none.
std::string link_name(const NetlinkSocket& socket, int index);

// For people: `a link of kind "dummy", group 0, address 02:4d:00:00:00:01`.
std::string describe(const LinkState& link);

}  // namespace mydocker::kernel

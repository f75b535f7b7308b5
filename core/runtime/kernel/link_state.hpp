// Reads and changes single links of the kernel (rtnetlink(7), RTM_GETLINK).
//
// Main entry point: find_link().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/netlink_socket.hpp"

namespace mydocker::kernel {

// The state of one link.
struct LinkState {
  int index = 0;
  std::string name;
  std::string kind;  // "bridge", "veth", ...; empty for hardware
  MacAddress mac;
  std::uint32_t mtu = 0;  // MTU in bytes
  std::uint32_t group = 0;
  int master = 0;  // index of its bridge; 0: none
  // veth: the index of its peer, in the peer's namespace; macvlan: the index of its parent.
  int peer = 0;
  // The namespace of the peer (RTM_GETNSID). nullopt: the same namespace. -1: the namespace of the
  // peer no longer exists.
  std::optional<int> peer_netns{};
  bool up = false;
  bool arp = true;        // the link has neighbours: the flag IFF_NOARP is not set
  bool carrier = false;   // whether the other end is connected
  bool isolated = false;  // bridge port: no traffic to other isolated ports
  bool hairpin = false;   // bridge port: a packet may leave through the port on which it arrived
  bool learning = false;  // bridge port: its bridge learns MACs from its frames
  // Bridge port: the bridge answers ARP requests and neighbour solicitations for the hosts behind
  // the port.
  bool neigh_suppress = false;
  bool makes_link_local = true;    // the kernel gives the link an IPv6 link-local address
  std::uint16_t hardware = 0;      // ARPHRD_* (linux/if_arp.h)
  std::uint32_t macvlan_mode = 0;  // macvlan: MACVLAN_MODE_* (linux/if_link.h)
};

// Returns the request message (RTM_GETLINK) for the link `name`.
NetlinkMessage link_question(const std::string& name);
// Returns the link `name`, or nullopt.
Result<std::optional<LinkState>> find_link(NetlinkSocket& socket, const std::string& name);
// Does the same, and stores the kernel's reply in `message`. `message` must be empty before the
// call.
Result<std::optional<LinkState>> find_link(NetlinkSocket& socket, const std::string& name,
                                           ObjectList& message);
// Returns an attribute of the link's kind (IFLA_INFO_DATA) in an RTM_NEWLINK message. Empty if the
// attribute is absent.
std::vector<std::uint8_t> link_data(nlmsghdr& message, int attribute);
// Returns the link that an RTM_NEWLINK message describes.
LinkState link_from(nlmsghdr& message);

// Returns a message that turns off the IPv6 link-local address of a link. The kernel accepts it
// only for an existing link. The message must be sent before the link goes up.
NetlinkMessage no_link_local_message(const std::string& name);
// Converts the reply to no_link_local_message(). Succeeds if the kernel or the link lacks IPv6.
Result<void> no_link_local_result(const Ack& ack);

// Returns a message that changes one bridge port setting of the link. `attribute` is one of
// IFLA_BRPORT_*.
NetlinkMessage bridge_port_message(const std::string& name, int attribute, std::uint8_t value);

// Returns the index of the link, or 0 if it does not exist. Needs one system call (netdevice(7)).
// The call does not wait for other programs that change links.
int link_index(const NetlinkSocket& socket, const std::string& name);
// Returns the name of the link, or nothing if it does not exist.
std::string link_name(const NetlinkSocket& socket, int index);

// Returns whether the namespace of LinkState::peer_netns exists. A namespace that the kernel is
// destroying does not exist, although its links do.
bool exists(NetlinkSocket& socket, const std::optional<int>& peer_netns);

// Returns the flags IFF_* of the link (netdevice(7)), or nullopt if it does not exist.
std::optional<unsigned> link_flags(const NetlinkSocket& socket, int index);

// Returns a text for messages: `a link of kind "dummy", group 0, address 02:4d:00:00:00:01`.
std::string describe(const LinkState& link);

}  // namespace mydocker::kernel

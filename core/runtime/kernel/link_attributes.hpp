// The attributes of a resource Link as netlink attributes. Their numbers are in
// base/link_kinds.cpp.
//
// Main entry point: encoded_attributes().
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/resource.hpp"
#include "runtime/kernel/netlink_message.hpp"

namespace mydocker::kernel {

// One attribute inside IFLA_INFO_DATA.
struct EncodedAttribute {
  int number = 0;
  std::vector<std::uint8_t> bytes;
};

// Returns the attributes of the link, in the order of their names. The link must have passed
// check_kind().
std::vector<EncodedAttribute> encoded_attributes(const Link& link);

// Returns the number of the attribute that names the parent inside IFLA_INFO_DATA. 0: IFLA_LINK
// names the parent.
int parent_attribute(const std::string& kind);

// Returns the name of the kind in the kernel's messages. It is the same name, except for "tap": the
// kernel calls it "tun".
std::string kernel_kind(const std::string& kind);
// Returns the name of the kernel module for links of this kind, as modprobe(8) uses it.
std::string module_of(const std::string& kind);

// Returns the message that creates the link. It is sent from the host's namespace. `parent` and
// `master` are indexes, 0: none. `target` is the descriptor of the link's namespace, -1: the host's
// namespace.
NetlinkMessage link_birth_message(const Link& link, int parent, int master, int target);

// Returns the message that changes the attributes of an existing link. Only a bridge has such
// attributes.
NetlinkMessage link_attributes_message(const Link& link);

// Makes a bridge learn nothing from frames to link-local MAC addresses (01:80:c2:00:00:0x, IEEE
// 802.1D). These frames bypass the rules of the bridge. A spoofed source MAC in one of them could
// redirect a neighbour's traffic to the sender's port. `data` is IFLA_INFO_DATA of a new bridge.
void learn_nothing_from_link_local(NetlinkMessage& data);

}  // namespace mydocker::kernel

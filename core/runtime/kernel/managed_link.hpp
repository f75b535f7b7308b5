// The marks of a managed link: its group and its MAC prefix.
//
// The message that creates a link also sets the marks. Each later change checks them first.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/namespaces.hpp"

namespace mydocker::kernel {

// Returns whether the link has the link group and the MAC prefix of mydocker. `planned` is the MAC
// of the plan. If it is zero, the kernel has chosen the MAC, and only the group is checked.
bool is_managed_link(const LinkState& link, const MacAddress& planned);

// Returns whether the link belongs to mydocker, although another program may have changed one of
// its marks. One mark is enough: the group or the planned MAC.
bool has_a_mark(const LinkState& link, std::string_view kind, const MacAddress& planned);

// Returns the difference of the group. Empty: the link has the group of mydocker.
std::string group_difference(const LinkState& link);

// Adds the name, the group and the MAC to a message that creates a link.
void tag_as_managed(NetlinkMessage& message, const std::string& name, const MacAddress& mac);

// Deletes the link of that name. Succeeds if it does not exist.
// An error of kind already_exists: the link does not have the marks of mydocker, so it is not
// deleted.
Result<void> remove_managed_link(NetlinkSocket& socket, const std::string& name,
                                 const MacAddress& planned);

// Deletes the link without a check of the marks. Succeeds if it does not exist.
Result<void> remove_link(NetlinkSocket& socket, const LinkState& link);

// Returns a message that brings the link up and changes nothing else.
NetlinkMessage up_message(const std::string& name);

// The difference of a link with the flag IFF_NOARP.
inline constexpr const char* kArpIsOff = "arp off";

// Whether a change of a link turns its neighbour protocols on (IFF_NOARP in netdevice(7)).
enum class Arp : bool { keep, turn_on };

// The attributes of a link that a change sets. A MAC or MTU of zero is not changed. `master` is an
// index; 0: the link leaves its bridge. Without a value, the master stays.
struct LinkChange {
  std::string name;
  MacAddress mac;
  std::uint32_t mtu = 0;
  std::optional<int> master{};
  Arp arp = Arp::turn_on;
};

// Returns a message that sets the attributes of a link and brings it up.
NetlinkMessage attributes_message(const LinkChange& change);
// Does the same, and gives the link the group of mydocker.
NetlinkMessage own_link_message(const LinkChange& change);

// Turns IPv6 link-local addresses and router advertisements off. Then it sets the link up. Before
// this, the link sends nothing.
Result<void> set_up_silently(Namespaces& namespaces, Place place, const std::string& link);

// Returns the first link that `is_it` accepts. A name is not enough: a container can rename its
// link, and give the old name to another link.
Result<std::optional<LinkState>> find_link_if(NetlinkSocket& socket,
                                              const std::function<bool(const LinkState&)>& is_it);

// Returns the error for a link that has the name of a resource, but not the marks of mydocker.
Error not_managed(const LinkState& link);

}  // namespace mydocker::kernel

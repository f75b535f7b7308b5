// The marks of a managed link: its group and its MAC prefix.
//
// The message that creates a link also sets the marks. Each later change checks them first.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/link_state.hpp"

namespace mydocker::kernel {

// Returns true if the link has mydocker's group and MAC prefix. The prefix is not checked if
// `planned` is zero, because then the kernel chose the MAC.
bool is_managed_link(const LinkState& link, const MacAddress& planned);

// Puts the name, the group and the MAC into a message that creates a link.
void tag_as_managed(NetlinkMessage& message, const std::string& name, const MacAddress& mac);

// Deletes the link of that name. Succeeds if it does not exist.
// An error of kind already_exists: the link does not have the marks, so it is not deleted.
Result<void> remove_managed_link(NetlinkSocket& socket, const std::string& name,
                                 const MacAddress& planned);

// Deletes the link without a check of the marks. Succeeds if it does not exist.
Result<void> remove_link(NetlinkSocket& socket, const LinkState& link);

// A message that brings the link up and changes nothing else.
NetlinkMessage up_message(const std::string& name);

// A message that sets the attributes of a link and brings it up. A zero MAC or MTU is left as it
// is. `master` is an index; 0: the link leaves its bridge. Without a value, the master stays.
NetlinkMessage attributes_message(const std::string& name, const MacAddress& mac, std::uint32_t mtu,
                                  std::optional<int> master = std::nullopt);

}  // namespace mydocker::kernel

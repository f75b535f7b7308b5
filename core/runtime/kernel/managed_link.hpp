// The marks of a link of ours: given in the message that creates it, asked for before anything
// else is done to it.
#pragma once

#include <string>

#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/link_state.hpp"

namespace mydocker::kernel {

// What a link of ours must carry: our group and, unless its MAC was left to the kernel, our prefix.
bool is_managed_link(const LinkState& link, const MacAddress& planned);

// Puts name, group and MAC.
void tag_as_managed(NetlinkMessage& message, const std::string& name, const MacAddress& mac);

// Deletes the link of that name if it carries our marks. Gone already is done; somebody else's is
// an error of kind already_exists.
Result<void> remove_managed_link(NetlinkSocket& socket, const std::string& name,
                                 const MacAddress& planned);

// Deletes the link, whoever's it is; gone already is done.
Result<void> remove_link(NetlinkSocket& socket, const LinkState& link);

// Sets the link up, and nothing else.
NetlinkMessage up_message(const std::string& name);

}  // namespace mydocker::kernel

// The steps after the creation of a link that macvlans and the other kinds of links share.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "runtime/kernel/link_state.hpp"
#include "runtime/kernel/namespaces.hpp"

namespace mydocker::kernel {

// Turns IPv6 link-local addresses and router advertisements off, and sets the link up. The link
// sends nothing before.
Result<void> set_up_silently(Namespaces& namespaces, Place place, const std::string& link);

// The first link that `is_it` accepts. A container can rename its link, and can give the old name
// to another link.
Result<std::optional<LinkState>> find_link_if(NetlinkSocket& socket,
                                              const std::function<bool(const LinkState&)>& is_it);

// The error for a link that has the name of a resource, but not the marks.
Error not_managed(const LinkState& link);

}  // namespace mydocker::kernel

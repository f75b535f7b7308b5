// The group of all managed links. A link gets it when it is created (ip-link(8), "group"). The
// group and the MAC prefix mark a managed link. Later commands find remaining links by these marks.
#pragma once

#include <cstdint>

namespace mydocker::base {

inline constexpr std::uint32_t kLinkGroup = 0x6d64;

}  // namespace mydocker::base

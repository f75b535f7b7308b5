// The group that every link of ours is born in (ip-link(8), "group"): with the MAC prefix, the mark
// by which the next command knows what a dead one left.
#pragma once

#include <cstdint>

namespace mydocker::base {

inline constexpr std::uint32_t kLinkGroup = 0x6d64;

}  // namespace mydocker::base

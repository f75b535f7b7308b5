// One call through the border's C function, on this side of it: exactly one reply, of a sane size,
// and no exception.
#pragma once

#include <cstddef>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

inline constexpr std::size_t kMaxReply = 1U << 20;

// Errors (kind driver) say what `who` did instead: "returned without an answer".
Result<std::string> call_entry_point(EntryPoint entry, const std::string& request,
                                     const std::string& who);

}  // namespace mydocker::drivers

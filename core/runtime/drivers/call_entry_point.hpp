// One call through the border's C function, on this side of it: exactly one reply, of a sane size,
// and no exception.
#pragma once

#include <cstddef>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

inline constexpr std::size_t kMaxReply = 1U << 20;

// An error (kind driver) says what the driver did instead: "returned without an answer". The
// caller puts the driver's name before it (attributed()).
Result<std::string> call_entry_point(EntryPoint entry, const std::string& request);

// "driver "lan" (FILE) returned without an answer"
Result<std::string> attributed(Result<std::string> reply, const std::string& driver);

}  // namespace mydocker::drivers

// Calls a driver's C function, on mydocker's side of the boundary of the driver. Checks that there
// is exactly one reply, of a valid size, and no exception.
#pragma once

#include <cstddef>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

// The maximum size of a reply in bytes.
inline constexpr std::size_t kMaxReply = 1U << 20;

// Returns the reply. An error (kind driver) says what the driver did wrong, without its name:
// "returned without an answer". The caller adds the name with attributed().
Result<std::string> call_entry_point(EntryPoint entry, const std::string& request);

// Adds the driver to the error: `driver "lan" (FILE) returned without an answer`.
Result<std::string> attributed(Result<std::string> reply, const std::string& driver);

}  // namespace mydocker::drivers

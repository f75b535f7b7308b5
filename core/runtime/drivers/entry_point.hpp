// Loads a driver's file, finds its entry point and calls it. This is the only code that uses
// Boost.DLL.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "mydocker/detail/boundary.hpp"
#include "mydocker/result.hpp"

namespace mydocker::drivers {

// A driver's file, and its name for error messages.
struct DriverFile {
  std::string name;
  std::filesystem::path path;
};

// The C function of a loaded driver. It is valid until the process ends.
struct EntryPoint {
  mydocker_driver_call call = nullptr;
};

// Loads the file, which runs its constructors. All symbols are resolved at once. So a missing
// symbol gives an error here, and not a later crash. The library is never unloaded, because
// pointers into it may be in use.
Result<EntryPoint> load_entry_point(const DriverFile& driver);

// Converts the message of the dynamic loader to an error with a hint about its likely cause.
Error explain_load_failure(const DriverFile& driver, std::string_view loader_message);

// The maximum size of a reply in bytes.
inline constexpr std::size_t kMaxReply = 1U << 20;

// Calls the driver and returns its reply. An error of kind driver says what the driver did wrong,
// for example "returned without a reply". It does not contain the driver's name: the caller adds it
// with attributed().
Result<std::string> call_entry_point(EntryPoint entry, const std::string& request);

// Adds the driver's name to the error: `driver "lan" (FILE) returned without a reply`.
Result<std::string> attributed(Result<std::string> reply, const std::string& driver);

}  // namespace mydocker::drivers

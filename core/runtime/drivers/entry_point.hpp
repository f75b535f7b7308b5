// Loads a driver's file and finds its entry point. This is the only user of Boost.DLL.
#pragma once

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

// Loads the file, which runs its constructors. All symbols are resolved now, so a missing symbol is
// an error here and not a crash later. The library is never unloaded, because pointers into it may
// be in use.
Result<EntryPoint> load_entry_point(const DriverFile& driver);

// Converts the message of the dynamic loader to an error with a hint about its likely cause.
Error explain_load_failure(const DriverFile& driver, std::string_view loader_message);

}  // namespace mydocker::drivers

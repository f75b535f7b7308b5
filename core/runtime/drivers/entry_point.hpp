// Loading a driver's file and finding the one function in it; the only user of Boost.DLL.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "mydocker/detail/boundary.hpp"
#include "mydocker/result.hpp"

namespace mydocker::drivers {

// A driver's file, and the name by which errors speak of it.
struct DriverFile {
  std::string name;
  std::filesystem::path path;
};

struct EntryPoint {
  mydocker_driver_call call = nullptr;
};

// Runs the file's constructors. Every symbol is resolved now, so that a missing one is an error
// here and no crash in the middle of a change; the library is never unloaded, because anything it
// has handed out may still point into it.
Result<EntryPoint> load_entry_point(const DriverFile& driver);

// The dynamic loader's message as an error with its likely cause; for load_entry_point().
Error explain_load_failure(const DriverFile& driver, std::string_view loader_message);

}  // namespace mydocker::drivers

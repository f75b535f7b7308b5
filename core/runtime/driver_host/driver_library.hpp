// Loads the driver's file by its descriptor.
#pragma once

#include <string>

#include "runtime/drivers/entry_point.hpp"

namespace mydocker::driver_host {

// Makes the driver's file readable for an unprivileged process. If others cannot read the file,
// replaces the descriptor drivers::kHostDriver with a copy in memory (memfd_create(2)). Returns
// false, with errno, if the copy fails.
bool make_driver_readable();

// The result of load_driver(). `entry.call` is null if the file has no entry point or was not
// loaded. `failure` is the dynamic loader's message; empty after a successful load.
struct LoadedDriver {
  drivers::EntryPoint entry;
  std::string failure;
};
// Loads the file, which runs its constructors. All symbols are resolved now.
LoadedDriver load_driver();

}  // namespace mydocker::driver_host

// The driver's file, loaded by its descriptor.
#pragma once

#include <string>

#include "runtime/drivers/entry_point.hpp"

namespace mydocker::driver_host {

// Replaces the descriptor drivers::kHostDriver by one of a copy in memory (memfd_create(2)) if the
// file cannot be read by everyone: an unprivileged process could not load it. False, with errno:
// no copy could be made.
bool make_driver_readable();

// Loads it, which runs its constructors; every symbol is resolved now. `entry.call` is null if it
// has no entry point. Otherwise `failure` is the dynamic loader's message, about "FILE".
struct LoadedDriver {
  drivers::EntryPoint entry;
  std::string failure;
};
LoadedDriver load_driver();

}  // namespace mydocker::driver_host

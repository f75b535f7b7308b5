// Runs what loading a driver runs, one step at a time, each in a worker of its own: whatever the
// driver does there is one error here.
#pragma once

#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

// The dynamic loader takes the file, and its constructors come to an end.
Result<void> probe_load(const DriverFile& driver, const LoadSettings& settings);
// And the one function is in it.
Result<void> probe_entry(const DriverFile& driver, const LoadSettings& settings);

// To be called in a worker, wherever the file comes from.
DriverHandle in_worker(const Manifest& manifest, const DriverFile& driver,
                       const LoadSettings& settings);

}  // namespace mydocker::drivers

// Executes the steps of a driver's load one by one, each in its own driver host. A failure of the
// driver is one error here.
#pragma once

#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

// Loads the file, which runs its constructors.
Result<void> probe_load(const DriverFile& driver, const LoadSettings& settings);
// The same, and finds the entry point.
Result<void> probe_entry(const DriverFile& driver, const LoadSettings& settings);

// Returns a handle that calls the driver in a driver host, for every source of the file.
DriverHandle in_worker(const Manifest& manifest, const DriverFile& driver,
                       const LoadSettings& settings);

}  // namespace mydocker::drivers

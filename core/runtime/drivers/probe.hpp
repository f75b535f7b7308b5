// Executes the steps of a driver's load one by one, each in its own driver host. If the driver
// fails, the step returns one error.
#pragma once

#include "runtime/drivers/driver_handle.hpp"
#include "runtime/drivers/entry_point.hpp"

namespace mydocker::drivers {

// Loads the file, which runs its constructors.
Result<void> probe_load(const DriverFile& driver, const LoadSettings& settings);
// Does the same as probe_load(), and also finds the entry point.
Result<void> probe_entry(const DriverFile& driver, const LoadSettings& settings);

// Returns a handle that calls the driver in a driver host, even if it is a bundled driver.
DriverHandle in_worker(const Manifest& manifest, const DriverFile& driver,
                       const LoadSettings& settings);

}  // namespace mydocker::drivers

// Errors (kind driver, or kernel if the setup fails) for each way in which a driver's process can
// end without a reply.
#pragma once

#include <chrono>

#include "mydocker/result.hpp"
#include "runtime/drivers/entry_point.hpp"
#include "runtime/drivers/frame.hpp"

namespace mydocker::drivers {

// From a report of the driver host.
Error explain_frame(const DriverFile& driver, const Frame& frame);
// From an exit status of waitpid(2).
Error explain_ending(const DriverFile& driver, int status);
Error explain_garbage(const DriverFile& driver);
Error explain_deadline(const DriverFile& driver, std::chrono::milliseconds deadline);

}  // namespace mydocker::drivers

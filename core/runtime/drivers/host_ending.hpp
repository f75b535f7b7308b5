// Errors (kind driver) for each way in which a driver's process can end without a reply.
#pragma once

#include <chrono>

#include "mydocker/result.hpp"
#include "runtime/drivers/entry_point.hpp"
#include "runtime/drivers/frame.hpp"

namespace mydocker::drivers {

// The host's own report.
Error explain_frame(const DriverFile& driver, const Frame& frame);
// `status` as waitpid(2) tells it.
Error explain_ending(const DriverFile& driver, int status);
Error explain_garbage(const DriverFile& driver);
Error explain_deadline(const DriverFile& driver, std::chrono::milliseconds deadline);

}  // namespace mydocker::drivers

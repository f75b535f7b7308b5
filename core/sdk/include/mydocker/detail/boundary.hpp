// The driver's side of the boundary (mydocker/driver.h): it turns documents into calls.
//
// MYDOCKER_EXPORT_DRIVER uses this header. Authors of drivers do not need it. Documents are UTF-8
// JSON. The caller owns the request. The driver owns the reply, which is valid during the callback.
// The driver and the core do not throw exceptions to each other.
#pragma once

#include <string_view>

#include "mydocker/driver.h"

namespace mydocker {
class NetworkDriver;
struct DriverInfo;
}  // namespace mydocker

namespace mydocker::detail {

// The name of the exported function. It contains the version of the boundary.
inline constexpr const char* kEntryPoint = "mydocker_driver_v1";

// The driver's side: reads the request, calls the driver, and always replies with a document. An
// exception of the driver becomes an error document. `info` is the manifest.
void answer(const NetworkDriver& driver, const DriverInfo& info, std::string_view request,
            void* context, mydocker_reply reply) noexcept;
// Does the same for a driver that the first call constructs. The constructor may throw.
void answer(const NetworkDriver& (*driver)(), const DriverInfo& info, std::string_view request,
            void* context, mydocker_reply reply) noexcept;

}  // namespace mydocker::detail

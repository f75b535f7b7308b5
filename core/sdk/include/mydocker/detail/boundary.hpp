// The boundary of the driver: one C function that receives a document and replies with another one.
//
// MYDOCKER_EXPORT_DRIVER uses this header. Authors of drivers do not need it. Documents are UTF-8
// JSON. The caller owns the request. The driver owns the reply, which is valid during the callback.
// Exceptions do not leave either side.
#pragma once

#include <cstddef>
#include <string_view>

extern "C" {
// Receives the reply to a call. `document` is valid until this function returns.
using mydocker_reply = void (*)(void* context, const char* document, std::size_t length);
// The function that a driver exports. It calls `reply` exactly once before it returns.
using mydocker_driver_call = void (*)(const char* request, std::size_t length, void* context,
                                      mydocker_reply reply);
}

namespace mydocker {
class NetworkDriver;
}

namespace mydocker::detail {

// The name of this function. It contains the SDK's major version.
inline constexpr const char* kEntryPoint = "mydocker_driver_v1";

// The driver's side: reads the request, calls the driver, and always replies with a document. An
// exception of the driver becomes an error document.
void answer(const NetworkDriver& driver, std::string_view request, void* context,
            mydocker_reply reply) noexcept;
// The same for a driver that the first call constructs. The constructor may throw.
void answer(const NetworkDriver& (*driver)(), std::string_view request, void* context,
            mydocker_reply reply) noexcept;

}  // namespace mydocker::detail

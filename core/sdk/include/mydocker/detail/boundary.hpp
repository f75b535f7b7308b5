// The border between the host and a driver's file: one C function that takes a document and gives
// one back.
//
// Authors never use this header; MYDOCKER_EXPORT_DRIVER does. Documents are UTF-8 JSON. Nobody
// frees the other side's memory: the request belongs to the caller, the reply is lent for the time
// of the callback. No exception crosses.
#pragma once

#include <cstddef>
#include <string_view>

extern "C" {
// Receives the one reply to a call. `document` is valid until it returns.
using mydocker_reply = void (*)(void* context, const char* document, std::size_t length);
// The type of the one function that a driver exports. Calls `reply` exactly once before it returns.
using mydocker_driver_call = void (*)(const char* request, std::size_t length, void* context,
                                      mydocker_reply reply);
}

namespace mydocker {
class NetworkDriver;
}

namespace mydocker::detail {

// The name of that function; it carries the SDK's major version.
inline constexpr const char* kEntryPoint = "mydocker_driver_v1";

// The driver's side of the border: decodes the request, calls the driver, replies with a document,
// always. Whatever the driver throws becomes an error document.
void answer(const NetworkDriver& driver, std::string_view request, void* context,
            mydocker_reply reply) noexcept;
// The same for a driver that is made by its first call, and may fail in that.
void answer(const NetworkDriver& (*driver)(), std::string_view request, void* context,
            mydocker_reply reply) noexcept;

}  // namespace mydocker::detail

// The driver host's end of the channel to mydocker.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/drivers/frame.hpp"
#include "runtime/drivers/host_protocol.hpp"

namespace mydocker::driver_host {

// Waits for a request. Returns false if mydocker has closed the channel or sent other bytes.
bool receive(drivers::Frame& request);

// Sends one frame.
void send(drivers::Frame::Kind kind, std::string_view document, sandbox::Layers missing);

// The same in a signal handler: allocates no memory. The document has at most 256 bytes.
void send_at_once(drivers::Frame::Kind kind, std::string_view document, sandbox::Layers missing);

}  // namespace mydocker::driver_host

// Whether a program of the host has a port, found out by asking for it (bind(2)).
//
// In the namespace of the calling thread, which is the host's. Nothing listens, nothing is kept.
// Does not: know what is published; nobody listens on a published port.
#pragma once

#include <cstdint>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"

namespace mydocker::kernel {

enum class PortUse : std::uint8_t {
  free,
  taken,       // a socket has it, on that address or on all of them
  no_address,  // the host has no such address
};

// `address`: 0.0.0.0 or ::, every one of that family. A protocol or family that the kernel does not
// have is free.
Result<PortUse> probe_port(Protocol protocol, const IpAddress& address, std::uint16_t port);

// What the kernel chooses ports from (ip-sysctl, ip_local_port_range), both inclusive; 49153 to
// 65535 if it does not say.
struct PortSpan {
  std::uint16_t first = 49153;
  std::uint16_t last = 65535;
};
PortSpan local_port_span();

}  // namespace mydocker::kernel

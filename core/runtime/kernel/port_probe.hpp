// Checks whether a program of the host uses a port, by binding a socket to it (bind(2)).
//
// The check runs in the namespace of the calling thread, which is the host's. The socket does not
// listen and is closed immediately. The check does not find published ports, because no socket
// listens on them.
#pragma once

#include <cstdint>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"

namespace mydocker::kernel {

// The use of a port by the host's programs.
enum class PortUse : std::uint8_t {
  free,
  taken,       // a socket is bound to the port, on this address or on all addresses
  no_address,  // the host does not have the address
};

// Checks a port. `address`: 0.0.0.0 or :: means all addresses of the family. A port is free if the
// kernel does not support the protocol or the family.
Result<PortUse> probe_port(Protocol protocol, const IpAddress& address, std::uint16_t port);

// A range of ports, both ends inclusive. local_port_span() returns the range from which the kernel
// chooses the ports of clients (ip_local_port_range in Documentation/networking/ip-sysctl.rst). If
// the kernel does not return it, the default of this struct is used.
struct PortSpan {
  std::uint16_t first = 49153;
  std::uint16_t last = 65535;
};
PortSpan local_port_span();

// Returns the ports that the administrator reserves for programs (ip_local_reserved_ports in
// Documentation/networking/ip-sysctl.rst). Empty if the kernel does not return them.
std::vector<PortSpan> reserved_ports();

}  // namespace mydocker::kernel

// Sends packets between network namespaces of a sandbox.
#pragma once

#include <chrono>
#include <cstdint>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::conformance {

// A datagram from one namespace to another. The namespaces are not owned.
struct UdpProbe {
  const kernel::Netns& from;
  const kernel::Netns& to;
  IpAddress address;         // destination of the datagram
  std::uint16_t port = 0;    // destination port
  std::uint16_t listen = 0;  // listening port in `to`; 0: the same as `port`
};

// What happened to the datagram.
struct ProbeResult {
  bool heard = false;     // it arrived
  bool answered = false;  // the reply arrived too
};

// Sends until a reply arrives or the time is over. Without a route, nothing arrives.
Result<ProbeResult> send_probe(const UdpProbe& probe, std::chrono::milliseconds timeout);

inline constexpr std::chrono::milliseconds kTimeout{5000};     // for an expected packet
inline constexpr std::chrono::milliseconds kQuietPeriod{300};  // for an unexpected packet

}  // namespace mydocker::conformance

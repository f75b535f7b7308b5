// Real packets between namespaces of a scratch.
#pragma once

#include <chrono>
#include <cstdint>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::conformance {

// Where a datagram is sent, and where somebody listens for it.
struct UdpProbe {
  const kernel::Netns& from;
  const kernel::Netns& to;
  IpAddress address;         // that it is sent to
  std::uint16_t port = 0;    // the same
  std::uint16_t listen = 0;  // the port of `to`; 0: the same
};

struct ProbeResult {
  bool heard = false;     // it has arrived
  bool answered = false;  // and an answer has come back
};

// Sends until an answer has come or the time is over. An address that no route leads to is one that
// nothing arrives at.
Result<ProbeResult> send_probe(const UdpProbe& probe, std::chrono::milliseconds timeout);

inline constexpr std::chrono::milliseconds kTimeout{5000};     // for an expected packet
inline constexpr std::chrono::milliseconds kQuietPeriod{300};  // for an unexpected packet

}  // namespace mydocker::conformance

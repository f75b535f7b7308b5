// Sends packets between network namespaces of a sandbox. Some come from outside the host to ports
// that are not published.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/conformance/test_host.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::conformance {

// A datagram from one namespace to another. It does not own the namespaces.
struct UdpProbe {
  const kernel::Netns& from;
  const kernel::Netns& to;
  IpAddress address;         // destination of the datagram
  std::uint16_t port = 0;    // destination port
  std::uint16_t listen = 0;  // listening port in `to`; 0: the same as `port`
};

// The result of a probe.
struct ProbeResult {
  bool heard = false;     // whether the datagram arrived
  bool answered = false;  // whether the reply also arrived
};

// Sends the datagram again and again, until a reply arrives or the time is over. If the sender has
// no route, the result is that nothing has arrived.
Result<ProbeResult> send_probe(const UdpProbe& probe, std::chrono::milliseconds timeout);

inline constexpr std::chrono::milliseconds kTimeout{5000};     // timeout for an expected packet
inline constexpr std::chrono::milliseconds kQuietPeriod{300};  // timeout for an unexpected packet

// --- packets from outside the host to an address and port that are not published

// Opens all paths to the containers that another network or the outside could open. The host
// forwards packets. The outside has routes to the containers' subnets. It loses the gateways'
// addresses that it had.
Result<void> open_paths(TestHost& test_host);

// Sends a packet from the outside to an unpublished port of the container. Returns a text that says
// what arrived. Empty: nothing arrived.
Result<std::string> first_heard(TestHost& test_host, const kernel::Netns& container,
                                const IpAddress& address, std::chrono::milliseconds timeout);

// After each step of a command, sends a packet from the outside to each address of the container.
class OpenProbe final : public apply::FaultHook {
 public:
  // The object stores references, so the arguments must outlive it.
  OpenProbe(TestHost& test_host, const kernel::Netns& container, std::vector<IpAddress> addresses)
      : test_host_(test_host), container_(container), addresses_(std::move(addresses)) {}
  void after_step() override;
  [[nodiscard]] int steps() const noexcept { return steps_; }
  // Returns the first step after which a packet arrived. Empty: no packet arrived.
  [[nodiscard]] const std::string& found() const noexcept { return found_; }

 private:
  TestHost& test_host_;
  const kernel::Netns& container_;
  std::vector<IpAddress> addresses_;
  std::string found_;
  int steps_ = 0;
};

}  // namespace mydocker::conformance

// Sends packets between network namespaces of a sandbox, also from outside the host to ports that
// are not published.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/conformance/test_host.hpp"
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

// Tries to reach a container from outside the host, at an address and port that are not published.

// Makes all paths to the containers that another network or the outside could make: the host
// forwards, and the outside has routes to the containers' subnets instead of their gateways'
// addresses.
Result<void> open_paths(TestHost& test_host);

// Sends from the outside to the container. Returns what arrived, or an empty text.
Result<std::string> first_heard(TestHost& test_host, const kernel::Netns& container,
                                const IpAddress& address, std::chrono::milliseconds timeout);

// Sends to the addresses after each step of a command.
class OpenProbe final : public apply::FaultHook {
 public:
  // The references must outlive the object.
  OpenProbe(TestHost& test_host, const kernel::Netns& container, std::vector<IpAddress> addresses)
      : test_host_(test_host), container_(container), addresses_(std::move(addresses)) {}
  void after_step() override;
  [[nodiscard]] int steps() const noexcept { return steps_; }
  // The first step after which a packet arrived. Empty: none.
  [[nodiscard]] const std::string& found() const noexcept { return found_; }

 private:
  TestHost& test_host_;
  const kernel::Netns& container_;
  std::vector<IpAddress> addresses_;
  std::string found_;
  int steps_ = 0;
};

}  // namespace mydocker::conformance

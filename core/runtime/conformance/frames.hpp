// Sends Ethernet frames with any content, and listens to all frames of a link.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::conformance {

// The two ends of a frame, as its headers say. They may be false.
struct FrameEnds {
  MacAddress source_mac;
  MacAddress target_mac;
  IpAddress source;
  IpAddress target;
};

// A UDP datagram with this payload. The addresses are of one family.
std::string udp_frame(const FrameEnds& ends, const std::string& payload);
// Says that `source` has `source_mac`: an ARP reply (RFC 826), or a neighbour advertisement with
// the override flag (RFC 4861 4.4). The payload follows after the end of the message.
std::string neighbour_frame(const FrameEnds& ends, const std::string& payload);

// A packet socket (packet(7)) on one link.
class FrameSocket {
 public:
  // An error of kind kernel: there is no such link, or it has no Ethernet frames.
  static Result<FrameSocket> open(const kernel::Netns& netns, const std::string& link);

  void send(const std::string& frame) const;
  // Whether a received frame contains the text, within this time.
  [[nodiscard]] bool hears(const std::string& text, std::chrono::milliseconds timeout) const;

 private:
  explicit FrameSocket(base::UniqueFd socket) : socket_(std::move(socket)) {}
  base::UniqueFd socket_;
};

}  // namespace mydocker::conformance

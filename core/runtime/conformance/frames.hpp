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

// The sender and the receiver in the headers of a frame. The addresses may be false.
struct FrameEnds {
  MacAddress source_mac;
  MacAddress target_mac;
  IpAddress source;
  IpAddress target;
};

// Returns a frame with a UDP datagram. The addresses belong to one family.
std::string udp_frame(const FrameEnds& ends, const std::string& payload);
// Returns a frame which claims that the IP address `source` has the MAC `source_mac`. The frame is
// an ARP reply (RFC 826) or a neighbour advertisement with the override flag (RFC 4861 4.4). The
// payload follows after the end of the message.
std::string neighbour_frame(const FrameEnds& ends, const std::string& payload);

// A packet socket (packet(7)) on one link.
class FrameSocket {
 public:
  // Opens the socket. An error of kind kernel: the link does not exist, or it has no Ethernet
  // frames.
  static Result<FrameSocket> open(const kernel::Netns& netns, const std::string& link);

  void send(const std::string& frame) const;
  // Returns whether a frame that contains the text is received within the time `timeout`.
  [[nodiscard]] bool hears(const std::string& text, std::chrono::milliseconds timeout) const;

 private:
  explicit FrameSocket(base::UniqueFd socket) : socket_(std::move(socket)) {}
  base::UniqueFd socket_;
};

}  // namespace mydocker::conformance

// The packets of a probe, as they are sent and as a raw socket hears them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mydocker::testing {

enum class ProbeKind : std::uint8_t { icmp, tcp, udp, sctp };

// The number in the internet header; ICMP is another one in IPv6.
int ip_protocol(ProbeKind kind, bool v6);

// An echo request. The kernel fills in the checksum of IPv6's.
std::vector<std::uint8_t> echo_request(std::uint16_t id, bool v6);
// The first chunk of an association (RFC 9260, INIT), with header and checksum.
std::vector<std::uint8_t> sctp_init(std::uint16_t from_port, std::uint16_t to_port);

// What a packet is to whoever hears it: a probe's question or the answer to one.
struct ProbeSign {
  std::uint16_t id = 0;  // the port, or the echo's identifier, that the probe was sent from
  bool is_answer = false;
};

// `packet` begins behind the internet header. Nothing if it is neither.
std::optional<ProbeSign> sign_of(ProbeKind kind, std::span<const std::uint8_t> packet,
                                 std::uint16_t first_id);

}  // namespace mydocker::testing

// The packets of probes: what is sent, and what a raw socket receives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mydocker::testing {

enum class ProbeKind : std::uint8_t { icmp, tcp, udp, sctp };

// The protocol number of the IP header. ICMP has another number in IPv6.
int ip_protocol(ProbeKind kind, bool v6);

// An ICMP echo request. For IPv6 the kernel fills in the checksum.
std::vector<std::uint8_t> echo_request(std::uint16_t id, bool v6);
// An SCTP packet with an INIT chunk (RFC 9260), with header and checksum.
std::vector<std::uint8_t> sctp_init(std::uint16_t from_port, std::uint16_t to_port);

// The meaning of a received packet: the request of a probe, or the reply to one.
struct ProbeSign {
  std::uint16_t id = 0;  // source port or echo identifier of the probe
  bool is_answer = false;
};

// `packet` begins after the IP header. Returns nothing if the packet does not belong to a probe.
std::optional<ProbeSign> sign_of(ProbeKind kind, std::span<const std::uint8_t> packet,
                                 std::uint16_t first_id);

}  // namespace mydocker::testing

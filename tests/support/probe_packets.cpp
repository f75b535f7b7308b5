#include "support/probe_packets.hpp"

#include <netinet/in.h>

namespace mydocker::testing {
namespace {

constexpr std::uint8_t kEchoRequest4 = 8;
constexpr std::uint8_t kEchoRequest6 = 128;
constexpr std::uint8_t kEchoReply4 = 0;
constexpr std::uint8_t kEchoReply6 = 129;
constexpr std::uint8_t kTcpSyn = 0x02;
constexpr std::uint8_t kTcpAck = 0x10;
constexpr std::uint8_t kSctpInit = 1;

void put16(std::vector<std::uint8_t>& bytes, unsigned value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8U));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

void put32(std::vector<std::uint8_t>& bytes, unsigned value) {
  put16(bytes, value >> 16U);
  put16(bytes, value & 0xffffU);
}

std::uint16_t get16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

// The checksum of RFC 1071.
unsigned internet_checksum(const std::vector<std::uint8_t>& bytes) {
  unsigned sum = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) sum += get16(bytes, i);
  while (sum >> 16U != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return ~sum & 0xffffU;
}

// CRC32c (RFC 9260, appendix A).
std::uint32_t crc32c(const std::vector<std::uint8_t>& bytes) {
  std::uint32_t crc = ~0U;
  for (const auto byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82f63b78U : 0U);
  }
  return ~crc;
}

// Reads the ports: TCP, UDP and SCTP headers begin with them.
std::optional<ProbeSign> by_ports(std::span<const std::uint8_t> packet, std::uint16_t first_id) {
  const auto from = get16(packet, 0);
  const auto to = get16(packet, 2);
  if (from >= first_id) return ProbeSign{from, false};
  if (to >= first_id) return ProbeSign{to, true};
  return std::nullopt;
}

}  // namespace

int ip_protocol(ProbeKind kind, bool v6) {
  switch (kind) {
    case ProbeKind::icmp:
      return v6 ? int{IPPROTO_ICMPV6} : int{IPPROTO_ICMP};
    case ProbeKind::tcp:
      return IPPROTO_TCP;
    case ProbeKind::udp:
      return IPPROTO_UDP;
    case ProbeKind::sctp:
      break;
  }
  return IPPROTO_SCTP;
}

std::vector<std::uint8_t> echo_request(std::uint16_t id, bool v6) {
  std::vector<std::uint8_t> bytes{v6 ? kEchoRequest6 : kEchoRequest4, 0, 0, 0};
  put16(bytes, id);
  put16(bytes, 1);
  if (v6) return bytes;
  const auto sum = internet_checksum(bytes);
  bytes[2] = static_cast<std::uint8_t>(sum >> 8U);
  bytes[3] = static_cast<std::uint8_t>(sum);
  return bytes;
}

std::vector<std::uint8_t> sctp_init(std::uint16_t from_port, std::uint16_t to_port) {
  std::vector<std::uint8_t> bytes;
  put16(bytes, from_port);
  put16(bytes, to_port);
  put32(bytes, 0);  // no verification tag in an INIT packet
  put32(bytes, 0);  // place for the checksum
  put16(bytes, kSctpInit << 8U);
  put16(bytes, 20);        // length of the chunk
  put32(bytes, 1);         // initiate tag
  put32(bytes, 65535);     // receive window
  put32(bytes, 0x10001U);  // one outgoing stream, one incoming
  put32(bytes, 1);         // initial sequence number
  auto crc = crc32c(bytes);
  for (std::size_t i = 8; i < 12; ++i, crc >>= 8U) bytes[i] = static_cast<std::uint8_t>(crc);
  return bytes;
}

std::optional<ProbeSign> sign_of(ProbeKind kind, std::span<const std::uint8_t> packet,
                                 std::uint16_t first_id) {
  if (packet.size() < 8) return std::nullopt;
  if (kind == ProbeKind::icmp) {
    const auto type = packet[0];
    const bool asks = type == kEchoRequest4 || type == kEchoRequest6;
    if (!asks && type != kEchoReply4 && type != kEchoReply6) return std::nullopt;
    const auto id = get16(packet, 4);
    return id < first_id ? std::nullopt : std::optional(ProbeSign{id, !asks});
  }
  const auto sign = by_ports(packet, first_id);
  if (!sign || kind != ProbeKind::tcp) return sign;
  if (packet.size() < 14) return std::nullopt;
  const auto flags = packet[13] & (kTcpSyn | kTcpAck);
  const bool fits = flags == (sign->is_answer ? kTcpSyn | kTcpAck : kTcpSyn);
  return fits ? sign : std::nullopt;
}

}  // namespace mydocker::testing

#include "mydocker/net_types.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>

namespace mydocker {
namespace {

Error refused(const std::string& what, std::string_view text) {
  // Longest text that a message shows. A given text may have any length and content.
  constexpr std::size_t kShown = 64;
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f;
  });
  if (!printable || text.size() > kShown) return {ErrorKind::invalid_argument, "not " + what};
  return {ErrorKind::invalid_argument, "\"" + std::string(text) + "\" is not " + what};
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Sets every bit after the first `first` bits to the bits of `value`.
std::array<std::uint8_t, 16> with_bits_from(const IpAddress& address, unsigned first,
                                            std::uint8_t value) {
  auto bytes = address.bytes();
  for (std::size_t i = 0; i < address.size(); ++i) {
    const unsigned start = static_cast<unsigned>(i) * 8;
    if (start + 8 <= first) continue;
    const unsigned kept = first > start ? first - start : 0;
    const auto mask = static_cast<std::uint8_t>(0xffU >> kept);
    bytes[i] = static_cast<std::uint8_t>((bytes[i] & ~mask) | (value & mask));
  }
  return bytes;
}

}  // namespace

IpAddress IpAddress::v4(std::uint32_t host_order) {
  std::array<std::uint8_t, 16> bytes{};
  for (std::size_t i = 0; i < 4; ++i)
    bytes[i] = static_cast<std::uint8_t>(host_order >> (8U * (3 - i)));
  return {Family::v4, bytes};
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
  // inet_pton() stops at the first zero byte, so a text with one is refused.
  const bool whole = text.size() < INET6_ADDRSTRLEN && text.find('\0') == std::string_view::npos;
  const std::string copy(whole ? text : std::string_view());
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1) return IpAddress(Family::v4, bytes);
  bytes.fill(0);
  if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) return IpAddress(Family::v6, bytes);
  return refused("an IP address", text);
}

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (!is_v4()) return inet_ntop(AF_INET6, bytes_.data(), buffer.data(), buffer.size());
  char* at = buffer.data();
  for (std::size_t n = 0; n < size(); ++n) {
    if (n > 0) *at++ = '.';
    at = std::to_chars(at, buffer.data() + buffer.size(), bytes_[n]).ptr;
  }
  return {buffer.data(), at};
}

IpAddress IpAddress::plus(std::uint64_t count) const {
  auto bytes = bytes_;
  for (std::size_t i = size(); i-- > 0 && count != 0;) {
    const std::uint64_t low = bytes[i] + (count & 0xffU);
    bytes[i] = static_cast<std::uint8_t>(low);
    count = (count >> 8U) + (low >> 8U);
  }
  return {family_, bytes};
}

std::uint64_t IpAddress::distance_from(const IpAddress& from) const {
  std::array<std::uint8_t, 16> difference{};
  int borrow = 0;
  for (std::size_t i = size(); i-- > 0;) {
    const int digit = bytes_[i] - from.bytes_[i] - borrow;
    borrow = digit < 0 ? 1 : 0;
    difference[i] = static_cast<std::uint8_t>(digit + 256 * borrow);
  }
  std::uint64_t distance = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    if (distance >> 56U != 0) return std::numeric_limits<std::uint64_t>::max();
    distance = distance << 8U | difference[i];
  }
  return distance;
}

IpPrefix::IpPrefix(const IpAddress& start, unsigned bits) : address(start), length(bits) {
  if (length > address.bits())
    throw std::invalid_argument(text() + " is not a prefix: its length is greater than " +
                                std::to_string(address.bits()));
}

Result<IpPrefix> IpPrefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos)
    return refused("a prefix such as 192.0.2.0/24: the length is missing", text);
  auto address = IpAddress::parse(text.substr(0, slash));
  if (!address.ok()) return refused("a prefix such as 192.0.2.0/24", text);
  const std::string_view digits = text.substr(slash + 1);
  unsigned length = 0;
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, length);
  const bool leading_zero = digits.size() > 1 && digits.front() == '0';
  if (read.ec != std::errc() || read.ptr != end || leading_zero || length > address->bits())
    return refused(
        "a prefix: the length must be a number from 0 to " + std::to_string(address->bits()), text);
  return IpPrefix{*address, length};
}

std::string IpPrefix::text() const { return address.text() + "/" + std::to_string(length); }

IpPrefix IpPrefix::network() const {
  return {IpAddress(address.family(), with_bits_from(address, length, 0)), length};
}

IpAddress IpPrefix::last() const {
  return {address.family(), with_bits_from(address, length, 0xff)};
}

bool IpPrefix::contains(const IpAddress& other) const {
  if (other.family() != address.family()) return false;
  const auto& own = address.bytes();
  const std::size_t whole = length / 8;
  if (!std::equal(own.begin(), own.begin() + whole, other.bytes().begin())) return false;
  const unsigned rest = length % 8;
  return rest == 0 || ((own[whole] ^ other.bytes()[whole]) >> (8 - rest)) == 0;
}

bool IpPrefix::contains(const IpPrefix& other) const {
  return length <= other.length && contains(other.address);
}

bool IpPrefix::overlaps(const IpPrefix& other) const {
  return contains(other) || other.contains(*this);
}

Result<MacAddress> MacAddress::parse(std::string_view text) {
  constexpr std::size_t kTextLength = 17;
  if (text.size() != kTextLength) return refused("a MAC address such as 02:4d:00:00:00:01", text);
  MacAddress mac;
  for (std::size_t i = 0; i < mac.bytes.size(); ++i) {
    const int high = hex_value(text[3 * i]);
    const int low = hex_value(text[3 * i + 1]);
    const bool joined = i == 0 || text[3 * i - 1] == ':';
    if (high < 0 || low < 0 || !joined)
      return refused("a MAC address such as 02:4d:00:00:00:01", text);
    mac.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return mac;
}

std::string MacAddress::text() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += ':';
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

IpAddress link_local_of(const MacAddress& mac) {
  const auto& own = mac.bytes;
  constexpr unsigned kUniversalBit = 0x02;
  return {Family::v6,
          {0xfe, 0x80, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(own[0] ^ kUniversalBit), own[1],
           own[2], 0xff, 0xfe, own[3], own[4], own[5]}};
}

std::string_view name_of(RouteType type) {
  constexpr std::string_view kNames[] = {"unicast", "blackhole", "unreachable", "prohibit"};
  return kNames[static_cast<std::size_t>(type)];
}

bool is_link_local(const IpAddress& address) {
  const auto& bytes = address.bytes();
  if (address.is_v4()) return bytes[0] == 169 && bytes[1] == 254;
  return bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0x80;
}

std::string_view name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::tcp:
      return "tcp";
    case Protocol::udp:
      return "udp";
    case Protocol::sctp:
      return "sctp";
  }
  return "unknown";
}

}  // namespace mydocker

// Addresses, prefixes and MACs as values, and the rules for names of links.
//
// Each parse() function reads the whole text. A text of another form is an error
// (invalid_argument). This header does not resolve host names and does not use the kernel. Since
// SDK 1.0.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "mydocker/detail/build_kind.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

// The address family.
enum class Family : std::uint8_t { v4, v6 };

// The protocol of a port.
enum class Protocol : std::uint8_t { tcp, udp, sctp };

// What the kernel does with packets to the destination of a route (ip-route(8)).
// unicast: the kernel forwards them. The other types drop them: blackhole without an error,
// unreachable and prohibit with an ICMP error.
enum class RouteType : std::uint8_t { unicast, blackhole, unreachable, prohibit };

// An IPv4 or IPv6 address. Addresses are ordered by family, then by value.
class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0
  // `bytes` is in network byte order. An IPv4 address is in the first four bytes. The other bytes
  // must be zero.
  IpAddress(Family family, const std::array<std::uint8_t, 16>& bytes)
      : family_(family), bytes_(bytes) {}
  static IpAddress v4(std::uint32_t host_order);
  // Reads the usual text forms ("192.0.2.1", "2001:db8::1"). Leading zeros, zones and ports are
  // refused.
  static Result<IpAddress> parse(std::string_view text);

  [[nodiscard]] Family family() const noexcept { return family_; }
  [[nodiscard]] bool is_v4() const noexcept { return family_ == Family::v4; }
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return is_v4() ? 4 : 16; }  // number of bytes
  [[nodiscard]] unsigned bits() const noexcept { return is_v4() ? 32 : 128; }
  [[nodiscard]] std::string text() const;

  // Returns the address `count` after this one. The first address of the family follows the last
  // one.
  [[nodiscard]] IpAddress plus(std::uint64_t count) const;
  // Returns the difference of this address and `from`, at most 2^64 - 1. Both must have the same
  // family, and `from` must not be greater.
  [[nodiscard]] std::uint64_t distance_from(const IpAddress& from) const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  Family family_ = Family::v4;
  std::array<std::uint8_t, 16> bytes_{};
};

// An address with a prefix length: the prefix "192.0.2.0/24", or the address "192.0.2.7/24" of a
// link.
struct IpPrefix {
  IpAddress address;
  unsigned length = 0;  // in bits, at most address.bits()

  IpPrefix() = default;  // 0.0.0.0/0
  // `bits` is at most start.bits(). A greater number is a defect of the caller, and throws
  // std::invalid_argument. Use parse() for a text.
  IpPrefix(const IpAddress& start, unsigned bits);
  static Result<IpPrefix> parse(std::string_view text);  // a text without a length is refused
  [[nodiscard]] std::string text() const;
  [[nodiscard]] IpPrefix network() const;  // the same prefix with all host bits zero
  [[nodiscard]] bool has_host_bits() const { return network().address != address; }
  [[nodiscard]] IpAddress last() const;  // the highest address, with all host bits one
  [[nodiscard]] bool contains(const IpAddress& other) const;
  [[nodiscard]] bool contains(const IpPrefix& other) const;
  [[nodiscard]] bool overlaps(const IpPrefix& other) const;

  auto operator<=>(const IpPrefix&) const = default;
};

// An Ethernet address of 48 bits.
struct MacAddress {
  std::array<std::uint8_t, 6> bytes{};

  static Result<MacAddress> parse(std::string_view text);  // "02:4d:00:00:00:01"
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool is_multicast() const { return (bytes[0] & 1U) != 0; }
  [[nodiscard]] bool is_zero() const { return *this == MacAddress{}; }

  auto operator<=>(const MacAddress&) const = default;
};

// Returns "tcp", "udp" or "sctp".
std::string_view name_of(Protocol protocol);

// Returns "unicast", "blackhole", "unreachable" or "prohibit".
std::string_view name_of(RouteType type);

// Returns whether the address is in 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291 2.5.6).
bool is_link_local(const IpAddress& address);

// The greatest length of a link's name, without the final zero byte (IFNAMSIZ - 1, linux/if.h).
inline constexpr std::size_t kLinkNameLength = 15;

// Checks the name of a link. A valid name has 1 to 15 characters of [a-zA-Z0-9_.-] and does not
// start with '-'. It is not ".", "..", "all" or "default". So a valid name needs no quotes in a
// shell. The kernel allows more names (dev_valid_name()). invalid_argument: the name is not valid.
Result<void> check_link_name(std::string_view name);

// Returns a link name from `stem` and the first hex digits of `id`. As many digits are used as fit,
// at most 12. The same arguments give the same name, so the same request gives the same plan.
std::string derived_link_name(std::string_view stem, std::string_view id);

// The first two bytes of the MAC of every managed link. A MAC with them is unicast and locally
// administered (IEEE 802, U/L bit).
inline constexpr std::array<std::uint8_t, 2> kMacPrefix{0x02, 0x4d};

// Returns the IPv6 link-local address of a link with this MAC: fe80::/64 and the modified EUI-64
// (RFC 4291 2.5.6 and appendix A). The kernel generates the same address.
IpAddress link_local_of(const MacAddress& mac);

// Returns a MAC with kMacPrefix, derived from `id` and the role of the link. Throws
// std::invalid_argument if `id` has other characters than hex digits, for example if it is a name.
MacAddress derived_mac(std::string_view id, std::string_view role);

// Returns the number of the routing table of an endpoint (ip-route(8), table). It is derived from
// `id` (hex digits). The highest byte of the number is 0x4d. So it is never one of the tables 0 to
// 255.
std::uint32_t derived_table(std::string_view id);

}  // namespace mydocker

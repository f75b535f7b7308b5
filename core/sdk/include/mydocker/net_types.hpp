// Addresses, prefixes and MACs as values, and the names of links.
//
// All parse() functions take the whole text, and fail with invalid_argument.
// Does not: resolve names, talk to the kernel. Since SDK 1.0.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "mydocker/detail/build_kind.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

enum class Family : std::uint8_t { v4, v6 };

// What a port belongs to. Ordered as people list them.
enum class Protocol : std::uint8_t { tcp, udp, sctp };

// What becomes of packets to the destination of a route (ip-route(8)). unicast: they are sent
// there. The others end on the spot: in silence, or with an answer that says so.
enum class RouteType : std::uint8_t { unicast, blackhole, unreachable, prohibit };

// An IPv4 or IPv6 address. Ordered by family, then by value.
class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0
  // `bytes` in network byte order; IPv4 uses the first four, the rest must be zero.
  IpAddress(Family family, const std::array<std::uint8_t, 16>& bytes)
      : family_(family), bytes_(bytes) {}
  static IpAddress v4(std::uint32_t host_order);
  // Only the usual text forms ("192.0.2.1", "2001:db8::1"); leading zeros, zones and ports are
  // refused.
  static Result<IpAddress> parse(std::string_view text);

  [[nodiscard]] Family family() const noexcept { return family_; }
  [[nodiscard]] bool is_v4() const noexcept { return family_ == Family::v4; }
  [[nodiscard]] const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return is_v4() ? 4 : 16; }  // in bytes
  [[nodiscard]] unsigned bits() const noexcept { return is_v4() ? 32 : 128; }
  [[nodiscard]] std::string text() const;

  // The address `count` further on. Wraps at the end of the family's space.
  [[nodiscard]] IpAddress plus(std::uint64_t count) const;
  // this - from, in addresses; saturates at 2^64 - 1. Both of one family, from <= this.
  [[nodiscard]] std::uint64_t distance_from(const IpAddress& from) const;

  auto operator<=>(const IpAddress&) const = default;

 private:
  Family family_ = Family::v4;
  std::array<std::uint8_t, 16> bytes_{};
};

// An address with a prefix length: "192.0.2.0/24", or "192.0.2.7/24" for an interface's address.
struct IpPrefix {
  IpAddress address;
  unsigned length = 0;  // in bits

  static Result<IpPrefix> parse(std::string_view text);  // the length must be given
  [[nodiscard]] std::string text() const;
  [[nodiscard]] IpPrefix network() const;  // the same with the host bits cleared
  [[nodiscard]] bool has_host_bits() const { return network().address != address; }
  [[nodiscard]] IpAddress last() const;  // the highest address, host bits all one
  [[nodiscard]] bool contains(const IpAddress& other) const;
  [[nodiscard]] bool contains(const IpPrefix& other) const;
  [[nodiscard]] bool overlaps(const IpPrefix& other) const;

  auto operator<=>(const IpPrefix&) const = default;
};

struct MacAddress {
  std::array<std::uint8_t, 6> bytes{};

  static Result<MacAddress> parse(std::string_view text);  // "02:4d:00:00:00:01"
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool is_multicast() const { return (bytes[0] & 1U) != 0; }
  [[nodiscard]] bool is_zero() const { return *this == MacAddress{}; }

  auto operator<=>(const MacAddress&) const = default;
};

// "tcp", "udp", "sctp".
std::string_view name_of(Protocol protocol);

// "unicast", "blackhole", "unreachable", "prohibit".
std::string_view name_of(RouteType type);

// 169.254.0.0/16 (RFC 3927) and fe80::/10 (RFC 4291 2.5.6).
bool is_link_local(const IpAddress& address);

// The longest name of a link, without the terminating zero (IFNAMSIZ - 1, linux/if.h).
inline constexpr std::size_t kLinkNameLength = 15;

// Fails unless the kernel takes `name` for a link and it needs no quoting in a shell: 1 to 15 of
// [a-zA-Z0-9_.-], not "." or "..", not starting with '-' (dev_valid_name() in the kernel takes
// more).
Result<void> check_link_name(std::string_view name);

// A link name that follows from an id: `stem` and as many of the id's first hex digits as fit (at
// most 12). The same id gives the same name, so that planning twice gives the same plan.
std::string derived_link_name(std::string_view stem, std::string_view id);

// The first two bytes of every MAC that is ours: locally administered, unicast (IEEE 802, U/L bit
// set).
inline constexpr std::array<std::uint8_t, 2> kMacPrefix{0x02, 0x4d};

// The IPv6 link-local address that belongs to a link with this MAC: fe80::/10 with the modified
// EUI-64 as interface identifier (RFC 4291 2.5.6 and appendix A), as the kernel makes it.
IpAddress link_local_of(const MacAddress& mac);

// A MAC that follows from the id (hex digits) and the role of the link, with our prefix.
MacAddress derived_mac(std::string_view id, std::string_view role);

}  // namespace mydocker

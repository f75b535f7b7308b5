// Netlink messages that create and identify the sets of firewall/set.hpp, and their keys.
//
// Keys and values have the format of nf_tables. Their fields are in network byte order. Each field
// is padded with zeros to whole registers of four bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"
#include "runtime/firewall/elements.hpp"
#include "runtime/firewall/set.hpp"
#include "runtime/kernel/nft_session.hpp"

namespace mydocker::kernel {

// Returns NFPROTO_INET or NFPROTO_BRIDGE.
std::uint8_t nfproto_of(firewall::Table table);

// Returns an object for libnftnl with only the name and table of the set. Messages that read the
// set or change its elements use it.
NftSet set_named(const firewall::Set& set);

// Appends the message that creates `set`. `number` is unique within the batch.
void add_set(NftBatch& batch, const firewall::Set& set, std::uint32_t number);

// The size of a link name in a key, in bytes.
inline constexpr std::size_t kNameKeySize = 16;

// Returns the number of the protocol (IPPROTO_TCP, ...; ip(7)).
std::uint8_t number_of(Protocol protocol);

// Returns the size of a field without padding, in bytes.
std::size_t field_size(firewall::Field field);
constexpr std::uint32_t register_size(std::size_t size) {
  return static_cast<std::uint32_t>((size + 3) / 4 * 4);
}

// Builds a key field by field. Example: NftSetKey().link("eth0").address(own).bytes().
class NftSetKey {
 public:
  NftSetKey& link(std::string_view name);  // a name has at most 15 characters; the rest is cut off
  NftSetKey& mac(const MacAddress& mac);
  NftSetKey& address(const IpAddress& address);
  // Only for a key without other fields, because the family is written without padding.
  NftSetKey& family(Family family);
  NftSetKey& protocol(Protocol protocol);
  NftSetKey& port(std::uint16_t port);
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const noexcept { return bytes_; }

 private:
  void put(std::span<const std::uint8_t> field);
  std::vector<std::uint8_t> bytes_;
};

// Both functions return the bytes of a key or a value. bytes_of() writes the first address of a
// prefix, and last_bytes_of() the last address.
std::vector<std::uint8_t> bytes_of(std::span<const firewall::ElementValue> values);
std::vector<std::uint8_t> last_bytes_of(std::span<const firewall::ElementValue> values);

}  // namespace mydocker::kernel

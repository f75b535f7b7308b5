// The key or the value of an element, as nf_tables compares it: fields in network byte order, one
// after the other, each filled up with zeros to whole registers of four bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"

namespace mydocker::kernel {

// The size of a link's name as a key, in bytes.
inline constexpr std::size_t kNameKeySize = 16;

// Written field by field: NftSetKey().link("eth0").address(own).bytes().
class NftSetKey {
 public:
  NftSetKey& link(std::string_view name);  // cut at 15 characters
  NftSetKey& mac(const MacAddress& mac);
  NftSetKey& address(const IpAddress& address);
  NftSetKey& protocol(Protocol protocol);
  NftSetKey& port(std::uint16_t port);
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const noexcept { return bytes_; }

 private:
  void put(std::span<const std::uint8_t> field);
  std::vector<std::uint8_t> bytes_;
};

}  // namespace mydocker::kernel

#include "runtime/kernel/nft_set_key.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <array>

namespace mydocker::kernel {
namespace {

constexpr std::size_t kRegister = 4;  // in bytes

std::uint8_t number_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::tcp:
      return IPPROTO_TCP;
    case Protocol::udp:
      return IPPROTO_UDP;
    case Protocol::sctp:
      return IPPROTO_SCTP;
  }
  return 0;
}

}  // namespace

void NftSetKey::put(std::span<const std::uint8_t> field) {
  bytes_.insert(bytes_.end(), field.begin(), field.end());
  bytes_.resize((bytes_.size() + kRegister - 1) / kRegister * kRegister);
}

NftSetKey& NftSetKey::link(std::string_view name) {
  std::array<std::uint8_t, kNameKeySize> field{};
  std::copy_n(name.begin(), std::min(name.size(), kNameKeySize - 1), field.begin());
  put(field);
  return *this;
}

NftSetKey& NftSetKey::mac(const MacAddress& mac) {
  put(mac.bytes);
  return *this;
}

NftSetKey& NftSetKey::address(const IpAddress& address) {
  put(std::span(address.bytes()).first(address.size()));
  return *this;
}

NftSetKey& NftSetKey::protocol(Protocol protocol) {
  const std::array<std::uint8_t, 1> field{number_of(protocol)};
  put(field);
  return *this;
}

NftSetKey& NftSetKey::port(std::uint16_t port) {
  const std::array<std::uint8_t, 2> field{static_cast<std::uint8_t>(port >> 8U),
                                          static_cast<std::uint8_t>(port & 0xffU)};
  put(field);
  return *this;
}

}  // namespace mydocker::kernel

#include "runtime/kernel/nft_set_key.hpp"

#include <netinet/in.h>  // must come before the kernel's own

#include <linux/netfilter.h>

#include <algorithm>
#include <array>

#include "runtime/base/visit.hpp"

namespace mydocker::kernel {
namespace {

// `end` chooses the address that replaces a prefix.
std::vector<std::uint8_t> encoded(std::span<const firewall::Value> values,
                                  IpAddress (*end)(const IpPrefix&)) {
  NftSetKey bytes;
  const base::Overload append{
      [&](const firewall::LinkName& link) { bytes.link(link.name); },
      [&](const IpAddress& address) { bytes.address(address); },
      [&](const IpPrefix& prefix) { bytes.address(end(prefix)); },
      [&](const MacAddress& mac) { bytes.mac(mac); },
      [&](Protocol protocol) { bytes.protocol(protocol); },
      [&](std::uint16_t port) { bytes.port(port); },
      [&](Family family) { bytes.family(family); },
  };
  for (const firewall::Value& value : values) std::visit(append, value);
  return bytes.bytes();
}

}  // namespace

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

std::size_t field_size(firewall::Field field) {
  switch (field) {
    case firewall::Field::family:
      return 1;
    case firewall::Field::link_name:
      return kNameKeySize;
    case firewall::Field::ipv4:
      return 4;
    case firewall::Field::ipv6:
    case firewall::Field::nd_target:
      return 16;
    case firewall::Field::mac:
      return 6;
    case firewall::Field::protocol:
      return 1;
    case firewall::Field::port:
      return 2;
  }
  return 0;
}

std::vector<std::uint8_t> bytes_of(std::span<const firewall::Value> values) {
  return encoded(values, [](const IpPrefix& prefix) { return prefix.address; });
}

std::vector<std::uint8_t> last_bytes_of(std::span<const firewall::Value> values) {
  return encoded(values, [](const IpPrefix& prefix) { return prefix.last(); });
}

void NftSetKey::put(std::span<const std::uint8_t> field) {
  bytes_.insert(bytes_.end(), field.begin(), field.end());
  bytes_.resize(register_size(bytes_.size()));
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

NftSetKey& NftSetKey::family(Family family) {
  bytes_.push_back(family == Family::v4 ? NFPROTO_IPV4 : NFPROTO_IPV6);
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

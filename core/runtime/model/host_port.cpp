#include "runtime/model/host_port.hpp"

#include <algorithm>

namespace mydocker::model {
namespace {

bool is_routed(const Endpoint& endpoint, Family family) {
  return family == Family::v4 ? endpoint.routed_v4 : endpoint.routed_v6;
}

}  // namespace

bool is_any(const IpAddress& address) { return address == IpAddress(address.family(), {}); }

bool collide(const HostPort& one, const HostPort& other) {
  if (one.protocol != other.protocol || one.port != other.port) return false;
  if (one.address.family() != other.address.family()) return false;
  return is_any(one.address) || is_any(other.address) || one.address == other.address;
}

bool reaches(const PortView& port, const Endpoint& endpoint, Family family) {
  if (port.host_address && port.host_address->family() != family) return false;
  return std::ranges::any_of(endpoint.addresses,
                             [&](const IpPrefix& own) { return own.address.family() == family; });
}

std::vector<HostPort> host_ports(const PortView& port, const Endpoint& endpoint) {
  std::vector<HostPort> ports;
  for (const auto family : {Family::v4, Family::v6}) {
    if (!reaches(port, endpoint, family) || is_routed(endpoint, family)) continue;
    const auto address = port.host_address.value_or(IpAddress(family, {}));
    for (unsigned n = 0; n < port.count; ++n)
      ports.push_back({port.protocol, address, static_cast<std::uint16_t>(port.host_port + n)});
  }
  return ports;
}

std::optional<IpAddress> mapped_address(const IpAddress& address) {
  constexpr std::size_t kStart = 12;
  const IpPrefix mapped{{Family::v6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}}, 96};
  if (!mapped.contains(address)) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t n = kStart; n < kStart + 4; ++n) number = number << 8U | address.bytes()[n];
  return IpAddress::v4(number);
}

std::string text_of(const HostPort& port) {
  std::string text;
  if (!is_any(port.address)) {
    text = port.address.is_v4() ? port.address.text() : "[" + port.address.text() + "]";
    text += ":";
  }
  return text + std::to_string(port.port) + "/" + std::string(name_of(port.protocol));
}

std::string unfit_to_publish_at(const IpAddress& address) {
  const auto first = address.bytes()[0];
  const auto second = address.bytes()[1];
  if (address.is_v4()) {
    if (first >= 224) return "this is a multicast or broadcast address";
    if (first == 0 && !is_any(address)) return "this is not an address of a host";
    return {};
  }
  if (first == 0xff) return "this is a multicast address";
  if (first == 0xfe && (second & 0xc0U) == 0x80) return "this is a link-local address";
  if (address == IpAddress(Family::v6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}))
    return "the kernel never forwards packets to this address; use 127.0.0.1";
  return {};
}

}  // namespace mydocker::model

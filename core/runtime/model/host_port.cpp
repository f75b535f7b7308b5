#include "runtime/model/host_port.hpp"

#include <algorithm>

namespace mydocker::model {
namespace {

bool has_family(const std::vector<IpPrefix>& addresses, Family family) {
  return std::ranges::any_of(addresses,
                             [&](const IpPrefix& own) { return own.address.family() == family; });
}

}  // namespace

bool is_any(const IpAddress& address) { return address == IpAddress(address.family(), {}); }

bool collide(const HostPort& one, const HostPort& other) {
  if (one.protocol != other.protocol || one.port != other.port) return false;
  if (one.address.family() != other.address.family()) return false;
  return is_any(one.address) || is_any(other.address) || one.address == other.address;
}

std::vector<HostPort> host_ports(const PortView& port, const std::vector<IpPrefix>& addresses) {
  std::vector<HostPort> ports;
  for (const auto family : {Family::v4, Family::v6}) {
    if (!has_family(addresses, family)) continue;
    if (port.host_address && port.host_address->family() != family) continue;
    const auto address = port.host_address.value_or(IpAddress(family, {}));
    for (unsigned n = 0; n < port.count; ++n)
      ports.push_back({port.protocol, address, static_cast<std::uint16_t>(port.host_port + n)});
  }
  return ports;
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
    if (first >= 224) return "it is a multicast or broadcast address";
    if (first == 0 && !is_any(address)) return "it is not an address of a host";
    return {};
  }
  if (first == 0xff) return "it is a multicast address";
  if (first == 0xfe && (second & 0xc0U) == 0x80) return "it is a link-local address";
  return {};
}

}  // namespace mydocker::model

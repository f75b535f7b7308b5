#include "mydocker/blocks/publish.hpp"

#include <algorithm>
#include <optional>

namespace mydocker::blocks {
namespace {

std::optional<IpAddress> address_of(const EndpointView& endpoint, Family family) {
  for (const IpPrefix& own : endpoint.addresses)
    if (own.address.family() == family) return own.address;
  return std::nullopt;
}

bool is_any(const IpAddress& address) { return address == IpAddress(address.family(), {}); }

bool is_in(const PortView& port, Family family) {
  return !port.host_address || port.host_address->family() == family;
}

// Returns whether the host addresses of the port include 127.0.0.0/8.
bool is_at_loopback(const PortView& port) {
  return !port.host_address || is_any(*port.host_address) || port.host_address->bytes()[0] == 127;
}

// Returns whether the endpoint has a port that is forwarded with NAT in this family.
bool translates(const EndpointView& endpoint, const PublishOptions& options, Family family) {
  const PortMode mode = family == Family::v4 ? options.v4 : options.v6;
  return mode == PortMode::nat && address_of(endpoint, family) &&
         std::any_of(endpoint.ports.begin(), endpoint.ports.end(),
                     [family](const PortView& port) { return is_in(port, family); });
}

std::string reason(const PortView& port, const EndpointView& endpoint, PortMode mode) {
  if (mode == PortMode::routed)
    return "clients outside may reach this port of \"" + endpoint.container + "\"";
  const bool one = port.host_address && !is_any(*port.host_address);
  return "clients of this host port" + (one ? " at this address" : std::string()) + " reach \"" +
         endpoint.container + "\"";
}

PublishedPort published(const PortView& port, const IpAddress& container, PortMode mode) {
  PublishedPort published;
  published.protocol = port.protocol;
  if (port.host_address && !is_any(*port.host_address)) published.host_address = port.host_address;
  published.host_port = port.host_port;
  published.container_address = container;
  published.container_port = port.container_port;
  published.count = port.count;
  published.mode = mode;
  return published;
}

}  // namespace

void publish_ports(Plan& plan, const EndpointView& endpoint, const PublishOptions& options) {
  const bool translated =
      translates(endpoint, options, Family::v4) || translates(endpoint, options, Family::v6);
  if (translated && !options.port.empty())
    plan.ensure(Hairpin{options.port}, "the container can reach its own published port");
  for (const Family family : {Family::v4, Family::v6}) {
    const auto container = address_of(endpoint, family);
    if (!container) continue;
    const bool v4 = family == Family::v4;
    const PortMode mode = v4 ? options.v4 : options.v6;
    const bool from_loopback =
        v4 && mode == PortMode::nat &&
        std::any_of(endpoint.ports.begin(), endpoint.ports.end(), [](const PortView& port) {
          return is_in(port, Family::v4) && is_at_loopback(port);
        });
    if (from_loopback) {
      plan.ensure(Sysctl{Place::host, "net/ipv4/conf/" + options.bridge + "/route_localnet", "1"},
                  "programs on the host reach published ports at 127.0.0.1 too");
    }
    for (const PortView& port : endpoint.ports)
      if (is_in(port, family))
        plan.ensure(published(port, *container, mode), reason(port, endpoint, mode));
  }
}

}  // namespace mydocker::blocks

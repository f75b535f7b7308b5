// Single ports of the host. They are used to find conflicts of published ports.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/network_view.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// One port of the host that a published port uses.
struct HostPort {
  Protocol protocol = Protocol::tcp;
  IpAddress address;  // 0.0.0.0 or :: means every address of the family
  std::uint16_t port = 0;
  auto operator<=>(const HostPort&) const = default;
};

// Returns whether the address is 0.0.0.0 or ::.
bool is_any(const IpAddress& address);

// Returns whether the ports conflict. Their protocol, family and number are equal. Their addresses
// are equal, or one of them means every address.
bool collide(const HostPort& one, const HostPort& other);

// Returns whether clients of this family reach the port. The endpoint has an address of the family,
// and the port is not limited to the other family.
bool reaches(const PortView& port, const Endpoint& endpoint, Family family);

// Returns the ports of the host that `port` uses. Without a host address, `port` uses the port of
// every address, in each family of the endpoint. A family with Endpoint::routed_v4 or routed_v6
// uses no port of the host.
std::vector<HostPort> host_ports(const PortView& port, const Endpoint& endpoint);

// Returns the IPv4 address in an IPv4-mapped IPv6 address, ::ffff:0:0/96 (RFC 4291 2.5.5.2).
std::optional<IpAddress> mapped_address(const IpAddress& address);

// Returns "8080/tcp" or "127.0.0.1:8080/tcp".
std::string text_of(const HostPort& port);

// Returns why ports cannot be published at the address. Empty: they can.
std::string unfit_to_publish_at(const IpAddress& address);

}  // namespace mydocker::model

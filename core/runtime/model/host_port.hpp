// Ports of the host, one by one: what a publication takes, and so what nobody else may have.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "mydocker/network_view.hpp"

namespace mydocker::model {

struct HostPort {
  Protocol protocol = Protocol::tcp;
  IpAddress address;  // 0.0.0.0 or ::, every one of that family
  std::uint16_t port = 0;
  auto operator<=>(const HostPort&) const = default;
};

// Whether it is 0.0.0.0 or ::.
bool is_any(const IpAddress& address);

// Whether no two may have both: one of them is on every address, or both on the same.
bool collide(const HostPort& one, const HostPort& other);

// Every port that is taken for an endpoint with these addresses. Of a publication without a host's
// address, one in each family that the endpoint has.
std::vector<HostPort> host_ports(const PortView& port, const std::vector<IpPrefix>& addresses);

// "8080/tcp", "127.0.0.1:8080/tcp".
std::string text_of(const HostPort& port);

// Why nothing can be published at the address; empty: it can.
std::string unfit_to_publish_at(const IpAddress& address);

}  // namespace mydocker::model

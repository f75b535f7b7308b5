// Building block for a veth pair: one link in the container, its peer on the host.
// Adds: veth. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

// Options of the veth pair. The fields have the meaning of the same fields of Veth (resource.hpp).
struct VethOptions {
  std::string master{};     // the bridge that the host's link joins; empty: no bridge
  std::uint32_t mtu = 0;    // in bytes; 0: the kernel's default
  bool ipv6 = false;        // the kernel gives the container's link an IPv6 link-local address
  bool isolated = false;    // the bridge forwards nothing between this and other isolated ports
  bool up = false;          // the host's link is created up; routes through the link need this
  std::string host_link{};  // the name of the host's link; empty: host_link_of()
};

// Returns the name that connect_with_veth() gives the host's link of the endpoint. Some blocks need
// the name before the link exists: add_antispoofing() and isolate().
std::string host_link_of(const EndpointView& endpoint);

// Adds a veth pair. The container's link has the name and the MAC of the endpoint. The MAC of the
// host's link is derived from the endpoint's id. Returns the name of the host's link.
std::string connect_with_veth(Plan& plan, const EndpointView& endpoint, VethOptions options);

}  // namespace mydocker::blocks

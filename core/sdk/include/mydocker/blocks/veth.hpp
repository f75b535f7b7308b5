// The usual cable of a container: a veth pair, one end in the container, the other on the host.
// Adds: veth. Since SDK 1.0.
#pragma once

#include <cstdint>
#include <string>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

struct VethOptions {
  std::string master{};   // the bridge that the host end belongs to; empty: none
  std::uint32_t mtu = 0;  // in bytes; 0: the kernel's default
  bool ipv6 = false;      // whether the container's end gets an IPv6 link-local address
  bool isolated = false;  // whether the bridge keeps it from other isolated ends
  bool up = false;        // whether the host's end is up from birth, so that routes may lead there
};

// Adds a veth pair whose container end has the endpoint's link name and MAC, and whose host end has
// a name and a MAC that follow from the endpoint's id.
// Returns the name of the host's end.
std::string connect_with_veth(Plan& plan, const EndpointView& endpoint, VethOptions options);

}  // namespace mydocker::blocks

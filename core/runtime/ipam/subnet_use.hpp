// The number of used and free addresses of a subnet.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/model/network.hpp"

namespace mydocker::ipam {

// The use of a subnet, as numbers of addresses. 2^64 - 1 means this number or more.
struct SubnetUse {
  IpPrefix subnet;
  // The number of addresses in use. These are the addresses of containers, the gateway, reserved
  // addresses, and addresses that a container cannot have (network, broadcast).
  std::uint64_t in_use = 0;
  std::uint64_t available = 0;  // number of addresses that the allocator can still choose
};

// Returns the use of the subnet. `endpoints` are the endpoints of its network.
SubnetUse use_of(const model::Subnet& subnet, const std::vector<model::Endpoint>& endpoints);

}  // namespace mydocker::ipam

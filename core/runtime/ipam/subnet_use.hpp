// How far a subnet is used.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/model/network.hpp"

namespace mydocker::ipam {

// Counted in addresses; 2^64 - 1 stands for that many and more.
struct SubnetUse {
  IpPrefix subnet;
  std::uint64_t in_use = 0;     // held by anything: containers, the gateway, reservations, and
                                // what a subnet can give to nobody (network, broadcast)
  std::uint64_t available = 0;  // what the allocator could still choose
};

// `endpoints` are those of the network.
SubnetUse use_of(const model::Subnet& subnet, const std::vector<model::Endpoint>& endpoints);

}  // namespace mydocker::ipam

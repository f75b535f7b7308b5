// Which address families a new network has.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::model {

// default and host-local: we choose the addresses of containers; none and null: nobody does.
Result<IpamDriver> check_ipam_driver(const std::string& word);

// From --ipv4 and --ipv6, and where they are left out: IPv4 is on, IPv6 is on if a subnet of it is
// named. A family that is switched off has no subnet. Where nobody chooses addresses only the
// subnets count.
Result<Families> check_families(const NetworkSpec& spec, const std::vector<Subnet>& subnets,
                                IpamDriver choice);

}  // namespace mydocker::model

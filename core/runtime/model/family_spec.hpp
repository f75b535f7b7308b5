// The address families of a new network.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"
#include "runtime/model/network_spec.hpp"

namespace mydocker::model {

// default, host-local: mydocker chooses the addresses of containers. none, null: only the user
// does.
Result<IpamDriver> check_ipam_driver(const std::string& word);

// Returns the families from --ipv4 and --ipv6. By default IPv4 is on, and IPv6 is on if there is an
// IPv6 subnet. A subnet of a family that is off is refused. With IpamDriver::none the families
// follow from the subnets.
Result<Families> check_families(const NetworkSpec& spec, const std::vector<Subnet>& subnets,
                                IpamDriver choice);

}  // namespace mydocker::model

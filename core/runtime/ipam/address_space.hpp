// Which addresses of a subnet may be given to containers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::ipam {

// The address that a subnet's gateway gets when the user names none: the first one that may be
// used and is not reserved. /31: the lower of the two (RFC 3021); /32 and /128, or all reserved:
// none.
std::optional<IpAddress> default_gateway(const model::Subnet& subnet);

// The lowest and the highest address that may be given to a container (inside the range, if there
// is one).
model::AddressRange assignable(const model::Subnet& subnet);

// invalid_argument or already_exists if a user's --ip cannot be given to that container: outside,
// not usable, the gateway, reserved.
Result<void> check_static(const model::Subnet& subnet, const IpAddress& address,
                          const std::string& container);

// How the allocator asks what is leased; the store answers.
class Leases {
 public:
  virtual ~Leases() = default;
  // The lowest free address in [first, last]; nothing: none.
  virtual Result<std::optional<IpAddress>> first_free(const IpAddress& first,
                                                      const IpAddress& last) = 0;
};

// Next-fit: the first free address after `cursor` that is neither the gateway nor reserved, going
// round once. exhausted: none is left; names the range and what to do.
Result<IpAddress> next_address(const model::Subnet& subnet, const std::optional<IpAddress>& cursor,
                               Leases& leases);

}  // namespace mydocker::ipam

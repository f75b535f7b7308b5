// The addresses of a subnet that containers may get.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::ipam {

// Returns the default gateway: the first usable address that is not reserved. In a /31 this is the
// lower address (RFC 3021). A /32, a /128 and a subnet with only reserved addresses have no default
// gateway.
std::optional<IpAddress> default_gateway(const model::Subnet& subnet);

// Returns the lowest and the highest address for containers, inside the range of the subnet if it
// has one.
model::AddressRange assignable(const model::Subnet& subnet);

// Checks a user's --ip for the container. invalid_argument: the address is outside the subnet or
// not usable. already_exists: it is the gateway, or is reserved for another use.
Result<void> check_static(const model::Subnet& subnet, const IpAddress& address,
                          const std::string& container);

// The leased addresses. The allocator reads them, and the store implements this class.
class Leases {
 public:
  virtual ~Leases() = default;
  // Returns the lowest free address in [first, last], or nothing.
  virtual Result<std::optional<IpAddress>> first_free(const IpAddress& first,
                                                      const IpAddress& last) = 0;
};

// Returns the address that is computed from the container's name, or the next free one after it. So
// a container that restarts gets the same address, if it is still free. The errors are those of
// next_address().
Result<IpAddress> address_for(const model::Subnet& subnet, const std::string& container,
                              Leases& leases);

// Returns the next free address after `cursor`, the address that was chosen last (next-fit). After
// the end of the range, the search continues at its first address. The gateway and reserved
// addresses are skipped. Error exhausted: no address is free. The error names the range.
Result<IpAddress> next_address(const model::Subnet& subnet, const std::optional<IpAddress>& cursor,
                               Leases& leases);

}  // namespace mydocker::ipam

// The interface of an IPAM driver: how it gives addresses to endpoints.
//
// A driver with Capability::ipam chooses the addresses of the containers on its own networks, and
// on each network that was created with --ipam-driver NAME. `allocate` corresponds to ADD of a CNI
// IPAM plug-in, `check` to CHECK, and `release` to DEL.
//
// The core records the lease before it calls allocate(), and releases it when the container is
// disconnected, also after a failure or a crash. So allocate() and release() may be called several
// times for one lease. The methods run like those of a ResourceHandler (resource_handler.hpp), in
// the host's network namespace. docs/examples/leases is an example. Since SDK 0.9.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/options.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/resource_handler.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

// The kind of the Custom resource that stands for a lease in the plan of an endpoint. Only the core
// plans it.
inline constexpr std::string_view kLeaseKind = "lease";

// The addresses that one endpoint holds.
struct Lease {
  std::string endpoint{};   // its id, 64 hex digits: the key of the lease
  std::string network{};    // the id of its network, 64 hex digits
  std::string container{};  // the container's name, as the user gave it
  MacAddress mac{};         // of the container's link
  // Before the allocation: the addresses that the user requires. Later: the addresses of the
  // allocation. With the prefix lengths of their subnets.
  std::vector<IpPrefix> addresses{};
  std::vector<IpPrefix> subnets{};    // those of the network that the endpoint uses
  std::vector<IpAddress> reserved{};  // gateways and others that this endpoint never gets
  // The options of this driver: on its own networks those of the user, and the defaults.
  Options options{};
  auto operator<=>(const Lease&) const = default;
};

// The lease as a resource of a plan.
Custom custom_of(const Lease& lease);
// Returns whether the resource stands for a lease.
bool is_lease(const Custom& resource);
// The reverse of custom_of(). Error of kind driver: a field has no valid value.
Result<Lease> lease_of(const Custom& resource);

// The result of an allocation.
struct Allocation {
  // At least one address. Each is in a subnet of the lease, has its prefix length, and is not
  // reserved. All addresses that the lease requires are among them.
  std::vector<IpPrefix> addresses{};
};

// The base class of IPAM handlers. NetworkDriver::ipam() returns the driver's handler.
class IpamHandler {
 public:
  virtual ~IpamHandler();
  // Gives addresses to the endpoint. A second call for the endpoint returns the same addresses. Two
  // endpoints never have the same address, also if several processes allocate at the same time.
  // exhausted: no address is free. A failed call may leave addresses behind, because the core calls
  // release().
  virtual Result<Allocation> allocate(const Lease& lease, HandlerContext& context) const = 0;
  // Returns `matches` if the endpoint holds exactly the addresses of the lease. Changes nothing.
  virtual Result<CustomState> check(const Lease& lease, HandlerContext& context) const = 0;
  // Releases all addresses of the endpoint, whatever lease.addresses says. A missing lease is a
  // success.
  virtual Result<void> release(const Lease& lease, HandlerContext& context) const = 0;
};

}  // namespace mydocker

// The interface of an IPAM driver: how it gives addresses to endpoints.
//
// A driver with Capability::ipam chooses the addresses of the containers on its own networks. It
// also does so on networks that were created with --ipam-driver NAME. `allocate` corresponds to ADD
// of a CNI IPAM plug-in, `check` to CHECK, and `release` to DEL.
//
// The core records the lease before it calls allocate(). It releases the lease when the container
// is disconnected, even after a failure or a crash. So allocate() and release() may be called
// several times for one lease. The methods run as those of a ResourceHandler do
// (resource_handler.hpp), in the host's network namespace. docs/examples/leases is an example.
// Since SDK 1.0.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/options.hpp"
#include "mydocker/resource.hpp"
#include "mydocker/resource_handler.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

// The kind of the Custom resource for a lease in the plan of an endpoint. Only the core plans this
// kind.
inline constexpr std::string_view kLeaseKind = "lease";

// The addresses that one endpoint holds.
struct Lease {
  std::string endpoint{};   // id of the endpoint, 64 hex digits; it is the key of the lease
  std::string network{};    // id of the network, 64 hex digits
  std::string container{};  // the container's name, as the user gave it
  MacAddress mac{};         // MAC of the container's link
  // Addresses with the prefix lengths of their subnets. Before the allocation, these are the
  // addresses that the user requires. Later, they are the allocated addresses.
  std::vector<IpPrefix> addresses{};
  std::vector<IpPrefix> subnets{};  // subnets of the network that the endpoint uses
  // Addresses that this endpoint must not get: gateways, reservations for other containers, and
  // those that other networks on the same LAN hold. allocate() gets all of them.
  std::vector<IpAddress> excluded{};
  // The options of OptionScope::ipam and their defaults. On the driver's own networks, also those
  // of OptionScope::network.
  Options options{};
  auto operator<=>(const Lease&) const = default;
};

// Returns the lease as a resource of a plan.
Custom custom_of(const Lease& lease);
// Returns whether the resource is a lease.
bool is_lease(const Custom& resource);
// Returns the lease of a resource of custom_of(). An error of kind driver: a field has no valid
// value.
Result<Lease> lease_of(const Custom& resource);

// The result of an allocation.
struct Allocation {
  // The allocated addresses, at least one. Each is in a subnet of the lease, has its prefix length,
  // and is not excluded. All addresses that the lease requires are among them.
  std::vector<IpPrefix> addresses{};
  // The gateways of the container's default routes, at most one in each subnet. On a LAN
  // (Capability::lan, or an unmanaged bridge), the gateway replaces SubnetView::gateway for this
  // endpoint. On other networks, the host is the gateway. There, the core refuses another gateway.
  std::vector<IpAddress> gateways{};
  // More routes for the container. The rules for them are those of --route: the gateway is inside a
  // subnet of the lease, the destination is outside of all subnets. The core adds them to
  // NetworkView::routes for this endpoint. A route of the user to the same destination with the
  // same metric replaces such a route.
  std::vector<RouteView> routes{};
  auto operator<=>(const Allocation&) const = default;
};

// The base class of IPAM handlers. NetworkDriver::ipam() returns the driver's handler.
class IpamHandler {
 public:
  virtual ~IpamHandler();
  // Gives addresses to the endpoint. A second call for the endpoint returns the same allocation.
  // The core uses its gateways and routes only for a new endpoint, and keeps them after a repair.
  // Two endpoints must never have the same address, even if several processes allocate at the same
  // time. Error exhausted: no address is free. A failed call may leave addresses behind, because
  // the core calls release().
  virtual Result<Allocation> allocate(const Lease& lease, HandlerContext& context) const = 0;
  // Returns `matches` if the endpoint holds exactly the addresses of the lease. Changes nothing.
  virtual Result<CustomState> check(const Lease& lease, HandlerContext& context) const = 0;
  // Releases all addresses of the endpoint, even those that lease.addresses does not contain.
  // Succeeds if there is no lease.
  virtual Result<void> release(const Lease& lease, HandlerContext& context) const = 0;
};

}  // namespace mydocker

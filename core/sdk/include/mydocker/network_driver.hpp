// The interface of a driver: const methods without side effects.
//
// A driver computes a plan from the user's spec and the facts of the host. The same arguments give
// the same plan. A driver opens no socket, writes no file, keeps no state and prints nothing. The
// core creates the resources of the plan, rolls back a failed plan, and stores the plan. Later, the
// core removes the resources, even without the driver's file.
//
// The shortest driver is plugins/none/none_driver.cpp. docs/examples has longer ones.
//
// A driver from outside the mydocker package runs in a sandbox (docs/drivers.md, "The sandbox").
// Each call has its own process and a deadline. The driver has memory, but no files, sockets,
// threads or environment. A forbidden system call ends the process.
//
// One driver object serves all calls in a process. The default constructor creates it. A driver
// must return an Error for a failure. If a driver throws an exception, the core reports a defect of
// the driver. Since SDK 1.0.
#pragma once

#include "mydocker/driver_info.hpp"
#include "mydocker/host_facts.hpp"
#include "mydocker/ipam_handler.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/resource_handler.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

// The base class of all drivers. Implementations must be stateless. MYDOCKER_EXPORT_DRIVER
// (export.hpp) exports one of them.
class NetworkDriver {
 public:
  virtual ~NetworkDriver();

  // Returns the resources that the network needs before its first endpoint. All of them are on the
  // host. If this function returns an error, the core refuses the network. The error must name the
  // wrong option, and its hint must give the solution.
  [[nodiscard]] virtual Result<Plan> plan_network(const NetworkView& network,
                                                  const HostFacts& host) const = 0;

  // Returns the resources that connect one container. The resources of the network's plan already
  // exist.
  [[nodiscard]] virtual Result<Plan> plan_endpoint(const NetworkView& network,
                                                   const EndpointView& endpoint,
                                                   const HostFacts& host) const = 0;

  // Only for a driver with DriverInfo::wraps. `plan` is the plan of the wrapped driver. Returns it
  // with more entries at any place. The core calls amend_network() and amend_endpoint() in place of
  // plan_network() and plan_endpoint(). It refuses a plan in which an entry of the wrapped driver
  // is missing, changed or in another order. By default, the plan is returned unchanged.
  [[nodiscard]] virtual Result<Plan> amend_network(Plan plan, const NetworkView& network,
                                                   const HostFacts& host) const;
  [[nodiscard]] virtual Result<Plan> amend_endpoint(Plan plan, const NetworkView& network,
                                                    const EndpointView& endpoint,
                                                    const HostFacts& host) const;

  // Returns the handler of this driver's Custom resources, or null without such resources. The
  // driver owns the handler: it must live as long as the driver, for example as its member.
  [[nodiscard]] virtual const ResourceHandler* handler() const noexcept { return nullptr; }
  // Returns the handler of leases in the same way. A driver with Capability::ipam has one.
  [[nodiscard]] virtual const IpamHandler* ipam() const noexcept { return nullptr; }
};

// The base class of a driver that adds to the plans of another driver (DriverInfo::wraps).
// docs/examples/bandwidth is an example.
class WrappingDriver : public NetworkDriver {
 public:
  // plan_network() and plan_endpoint() return an error of kind driver, because a wrapping driver
  // cannot plan alone.
  [[nodiscard]] Result<Plan> plan_network(const NetworkView& network,
                                          const HostFacts& host) const final;
  [[nodiscard]] Result<Plan> plan_endpoint(const NetworkView& network, const EndpointView& endpoint,
                                           const HostFacts& host) const final;
};

}  // namespace mydocker

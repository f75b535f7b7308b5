// The interface of a driver: three const methods without side effects.
//
// A driver is a function from (what the user wants, what the host looks like) to a plan. It opens
// no socket, writes no file, keeps no state and prints nothing; the same arguments give the same
// plan. The core carries the plan out, undoes it when a step fails, remembers it, and takes it back
// when the network goes, even if the driver's file is gone by then. The shortest driver is
// plugins/none/none_driver.cpp; longer ones are in docs/examples.
//
// Drivers that do not come with mydocker run in a sandbox, each call in a process of its own, with
// a deadline: they have memory, and neither files, sockets, threads nor an environment. A call of
// the system that planning does not need ends the process (docs/drivers.md, "The sandbox"). One
// object is made by its default constructor and used for all calls in a process. An exception that
// gets out of a method is reported as the driver's defect; return an Error instead. Since SDK 1.0.
#pragma once

#include "mydocker/driver_info.hpp"
#include "mydocker/host_facts.hpp"
#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/resource_handler.hpp"
#include "mydocker/result.hpp"

namespace mydocker {

class NetworkDriver {
 public:
  virtual ~NetworkDriver();

  // The same object that is given to MYDOCKER_EXPORT_DRIVER.
  [[nodiscard]] virtual const DriverInfo& info() const noexcept = 0;

  // What a network needs before its first endpoint. Only host-placed resources. An error refuses
  // the network: say what is wrong with which option, and what to do.
  [[nodiscard]] virtual Result<Plan> plan_network(const NetworkView& network,
                                                  const HostFacts& host) const = 0;

  // What one container's attachment needs, given that the network's plan is in place.
  [[nodiscard]] virtual Result<Plan> plan_endpoint(const NetworkView& network,
                                                   const EndpointView& endpoint,
                                                   const HostFacts& host) const = 0;

  // Who takes care of this driver's Custom resources; null: it has none. Lent: it must live as long
  // as the driver, best as a member of it.
  [[nodiscard]] virtual const ResourceHandler* handler() const noexcept { return nullptr; }
};

}  // namespace mydocker

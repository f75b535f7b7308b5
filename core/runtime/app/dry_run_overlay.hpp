// The simulated kernel state in a dry run of several changes.
//
// Each change of a file of networks must be planned after the changes before it. For example, a
// removed bridge does not conflict with the next network. The databases simulate this with a
// transaction that is rolled back. This class simulates it for the kernel and the host.
// Does not: change anything.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/apply/applier.hpp"
#include "runtime/base/step_log.hpp"
#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/model/network.hpp"
#include "runtime/plan/diff.hpp"

namespace mydocker::app {

// Records simulated changes, and wraps the real kernel, host view and custom ports. Wrapped objects
// show the simulated changes and refuse every real change. The overlay must outlive them.
class DryRunOverlay {
 public:
  // The resource is absent from now on; a sysctl has the value `prior`.
  void mark_removed(const Resource& resource, const std::string& prior);
  // The subnets on the links of that network are absent from now on.
  void mark_removed(const model::Network& network);
  // The resources that the steps create exist from now on.
  void mark_created(const std::vector<plan::Step>& steps);

  // Return simulated views. The overlay owns the host view and the custom ports; the caller owns
  // the kernel. A reference argument is not owned.
  std::unique_ptr<kernel::Kernel> wrap(std::unique_ptr<kernel::Kernel> real);
  kernel::HostView* wrap(kernel::HostView& real);
  apply::CustomPort& wrap(apply::CustomPort& real);

 private:
  friend class OverlayKernel;
  friend class OverlayHostView;
  friend class OverlayCustomPort;

  std::map<std::string, Resource> made_;       // by identity
  std::map<std::string, std::string> absent_;  // by identity; value: what a sysctl is set to
  std::vector<model::Network> gone_;
  std::unique_ptr<kernel::HostView> host_;
  std::map<apply::CustomPort*, std::unique_ptr<apply::CustomPort>> custom_;
};

// The kernel as a user without root sees it, for dry runs.
//
// Only root can read firewall rules. A dry run of another user takes the tables from the records.

// Observes like `real`. If a firewall resource cannot be read, the tables exist if `has_firewall`,
// and their elements are absent. `log` is not owned.
std::unique_ptr<kernel::Kernel> without_root(std::unique_ptr<kernel::Kernel> real,
                                             bool has_firewall, base::StepLog& log);

}  // namespace mydocker::app

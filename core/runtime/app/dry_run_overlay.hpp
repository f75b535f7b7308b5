// What a dry run of several changes takes for done.
//
// Each change of a file of networks has to be planned on what the changes before it leave: the
// bridge that one takes away is not in the way of the next. The databases do that inside a
// transaction that is given up; this does it for the kernel and the host. Does not: change
// anything.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/apply/custom_port.hpp"
#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/model/network.hpp"
#include "runtime/plan/diff.hpp"

namespace mydocker::app {

class DryRunOverlay {
 public:
  // The resource is not there from now on; a setting has the value `prior` again.
  void mark_removed(const Resource& resource, const std::string& prior);
  // Nor are the subnets on links of that network.
  void mark_removed(const model::Network& network);
  // What the steps make is there from now on.
  void mark_created(const std::vector<plan::Step>& steps);

  // Views of the real ones. This must outlive them; the host's lives as long as this.
  std::unique_ptr<kernel::Kernel> wrap(std::unique_ptr<kernel::Kernel> real);
  kernel::HostView* wrap(kernel::HostView& real);
  apply::CustomPort& wrap(apply::CustomPort& real);

 private:
  friend class OverlayKernel;
  friend class OverlayHostView;
  friend class OverlayCustomPort;

  std::map<std::string, Resource> made_;       // by identity
  std::map<std::string, std::string> absent_;  // by identity: the value that a setting has again
  std::vector<model::Network> gone_;
  std::unique_ptr<kernel::HostView> host_;
  std::map<apply::CustomPort*, std::unique_ptr<apply::CustomPort>> custom_;
};

}  // namespace mydocker::app

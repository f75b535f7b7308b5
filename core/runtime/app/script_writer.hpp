// The executor of a dry run: it writes the steps of a command as a shell script.
//
// A dry run is the code of the real run. It works on private copies of the databases. Its kernel
// reads the real kernel, but makes changes only in memory. So each step sees the steps before it: a
// removed bridge does not conflict with the next network. Nothing on the host is changed.
//
// Example:
//   ScriptWriter writer(log);
//   const auto kernel = writer.wrap(std::move(real));
//   ... the steps of a command, with this kernel and with `writer` as their log ...
//   const auto script = writer.script("creates network \"web\"");
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "runtime/apply/applier.hpp"
#include "runtime/base/step_log.hpp"
#include "runtime/kernel/host_view.hpp"
#include "runtime/kernel/kernel.hpp"
#include "runtime/kernel/netns.hpp"

namespace mydocker::app {

// Writes the script. Receives the steps of a command as its log, and wraps the real kernel, host
// view and custom ports. The wrapped objects show the simulated changes.
//
// step() announces a line of the script. The line is written when a wrapped object then gets the
// change. If the change removes a resource that does not exist, the line is left out, because it
// would fail. The writer does not own `log`. It must outlive the wrapped objects.
class ScriptWriter final : public base::StepLog {
 public:
  explicit ScriptWriter(base::StepLog& log) : log_(log) {}

  // Announces a line for the next change of a wrapped object.
  void step(const base::StepText& text) override;
  void notice(std::string_view line) override { log_.notice(line); }
  void debug(std::string_view line) override { log_.debug(line); }

  // Returns the lines since the last call as a script. `title` is one line.
  std::string script(const std::string& title);

  // These functions return simulated views. The writer owns the host view and the custom ports. The
  // caller owns the kernel. `container` may be null. The views do not own reference arguments.
  std::unique_ptr<kernel::Kernel> wrap(std::unique_ptr<kernel::Kernel> real,
                                       const kernel::Netns* container);
  kernel::HostView* wrap(kernel::HostView& real);
  // Returns the view of a container, without the links that were removed.
  std::unique_ptr<kernel::HostView> wrap(std::unique_ptr<kernel::HostView> real,
                                         const kernel::Netns& container);
  apply::CustomPort& wrap(apply::CustomPort& real);

 private:
  friend class SimulatedKernel;
  friend class SimulatedHostView;
  friend class SimulatedCustomPort;

  struct Line {
    std::string why;
    std::string command;
  };

  // Writes the announced line, if there is one. drop() leaves it out.
  void accept();
  void drop();
  // Stores the creation. `container` is the namespace of the resource, if it is a resource of a
  // container.
  void mark_created(const Resource& resource, const std::string& container);
  void mark_removed(const Resource& resource, const std::string& container);
  [[nodiscard]] const Resource* find_created(const Resource& resource,
                                             const std::string& container) const;
  // Returns whether the resource was removed, or was on a link that was removed.
  [[nodiscard]] bool is_removed(const Resource& resource, const std::string& container) const;

  base::StepLog& log_;
  std::deque<Line> announced_;
  std::vector<Line> lines_;
  // Created resources; the key has the namespace and the identity.
  std::map<std::string, Resource> created_;
  std::set<std::string> removed_;  // keys of removed resources
  // The removed links of each namespace: "host NAME" or "container NAME" (plan/dependencies.hpp).
  std::map<std::string, std::set<std::string>> removed_links_;
  std::unique_ptr<kernel::HostView> host_;
  std::map<apply::CustomPort*, std::unique_ptr<apply::CustomPort>> custom_;
};

}  // namespace mydocker::app

// Recovery: completes or rolls back the changes of dead processes. Each changing command does this
// first.
//
// A journal entry in phase `creating` is rolled back. An entry in phase `removing` is completed.
// Entries of living processes are not changed.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/kernel/system.hpp"
#include "runtime/store/definitions.hpp"

namespace mydocker::apply {

// Finds the handler of a network's driver, for Custom resources. The driver is loaded when a method
// of the handler is called.
class CustomPorts {
 public:
  virtual ~CustomPorts() = default;
  virtual CustomPort& of_network(const std::string& network_id) = 0;
};

// Opens the definitions. It is called only if the creation or a change of a network is unfinished.
class DefinitionsSource {
 public:
  virtual ~DefinitionsSource() = default;
  virtual Result<store::Definitions*> definitions() = 0;
};

// Opens kernels. `container` may be null. It must outlive the kernel.
class KernelSource {
 public:
  virtual ~KernelSource() = default;
  virtual Result<std::unique_ptr<kernel::Kernel>> open_kernel(const kernel::Netns* container) = 0;
};

// A network that a dead command was recreating, and the journal entry of the recreation.
struct Recreation {
  model::Network network;
  std::int64_t entry_id = 0;
};

// The objects that recovery works with. It owns none of them.
struct RecoveryContext {
  DefinitionsSource& definitions;
  store::RuntimeState& state;
  CustomPorts& custom;
  KernelSource& kernels;
  base::StepLog& log;
  FaultHook& faults;
  kernel::System& system;
  std::string run_dir;  // directory of the runtime state; the firewall tables record it as owner
  // Recovery adds the networks that a dead command was recreating. They are defined, but not in the
  // kernel.
  std::vector<Recreation>& restored;
};

// Returns the namespace of the endpoint's container. Returns nothing if the container no longer
// exists, or if its path now has another namespace. Also returns nothing if the engine creates the
// container's half. For a user who may not open the namespace, it returns an unreadable one. Any
// other error (for example too many open files) is returned: the container may still exist.
Result<std::optional<kernel::Netns>> namespace_of(kernel::System& system,
                                                  const model::Endpoint& endpoint);

// The container of an endpoint.
struct Container {
  bool exists = false;
  // none: the container does not exist, or the engine creates the container's half
  std::optional<kernel::Netns> netns{};
  // Returns the namespace, or null. The Container owns it.
  [[nodiscard]] const kernel::Netns* inside() const { return netns ? &*netns : nullptr; }
};

// Finds the container. The errors are those of namespace_of().
Result<Container> container_of(kernel::System& system, const model::Endpoint& endpoint);

// Returns whether the container exists. A namespace that this user must not open counts as alive.
// If the engine creates the container's half, the container is alive until the engine removes the
// endpoint. The host's link is not checked here (app/dead_endpoints.hpp does this).
bool is_alive(kernel::System& system, const model::Endpoint& endpoint);

// The errors of changes that recovery could not finish. The key is the owner of the journal entry.
// The next command tries again. Until then the entry keeps its resources.
using Unrecovered = std::map<std::string, Error>;

// Finishes all unfinished changes. If an entry fails, for example because its driver is missing,
// recovery continues with the other entries. The command then runs.
Result<Unrecovered> recover(const RecoveryContext& context);
// Returns what the command of an entry that is not active does: "creating an endpoint".
Result<std::string> describe_change(store::RuntimeState& state, const store::JournalEntry& entry);
// Returns the changes that recover() would finish. Changes nothing.
Result<Unrecovered> left_unfinished(store::RuntimeState& state);

// Returns the error for such a change, for a command that must not finish it.
Error left_by_earlier_command();

// Gives the resources of an active network and of its containers the values of their recorded
// plans. These are the resources that can be changed in place: links, queues, rules, services and
// Custom resources. This is the second part of a change in place, so recovery repeats it. Other
// differences stay.
Result<void> update_values(const RecoveryContext& context, const std::string& network_id);

// Removes a journal entry with its resources in the kernel and the definition of its network.
Result<void> discard(const RecoveryContext& context, const store::JournalEntry& journal_entry,
                     Undo undo);

// Chooses the error kind, and so the exit code, of a change that failed after its first step.
//
// Exit code 1 means that nothing was changed. An error keeps its kind only if every step was undone
// and the journal records this. Every other error becomes `unfinished` (exit code 70): the journal
// entry stays, and the next command completes or rolls back the change.

// Returns the error of a change that is partly done.
Error unfinished(Error error, const std::string& hint);

// Returns the error of a change that was undone completely. A driver can return any error kind, so
// its kind `unfinished` becomes `driver`.
Error undone(const Error& error);

}  // namespace mydocker::apply

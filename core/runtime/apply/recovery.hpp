// Recovery completes or rolls back the changes of processes that died. Each command that changes
// something does this first.
//
// A journal entry in phase `creating` is rolled back. A journal entry in phase `removing` is
// completed. Journal entries of living processes are not changed.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "mydocker/result.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/kernel/system.hpp"
#include "runtime/store/definitions.hpp"

namespace mydocker::apply {

// Finds the code that handles the Custom resources of a network. The network's driver is loaded
// only when a method of the returned object is called.
class CustomPorts {
 public:
  virtual ~CustomPorts() = default;
  virtual CustomPort& of_network(const std::string& network_id) = 0;
};

// Opens definitions.db. It is called only if the creation or a change of a network is unfinished.
class DefinitionsSource {
 public:
  virtual ~DefinitionsSource() = default;
  virtual Result<store::Definitions*> definitions() = 0;
};

// Creates objects of the class kernel::Kernel. `container` may be null. It must outlive the
// returned object.
class KernelSource {
 public:
  virtual ~KernelSource() = default;
  virtual Result<std::unique_ptr<kernel::Kernel>> open_kernel(const kernel::Netns* container) = 0;
};

// A network that a command was recreating when the command died, and the journal entry of this
// recreation.
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
  // Recovery adds the networks that a command was recreating when it died. Such a network is
  // defined, but not in the kernel. The caller creates it there.
  std::vector<Recreation>& restored;

  // Returns the context for the plans of a network. If `container` is not null, it is for the
  // endpoint in this container.
  [[nodiscard]] ExecutionContext execution(kernel::Kernel& kernel, const std::string& network_id,
                                           const kernel::Netns* container) const;
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

// Returns whether the container exists. A namespace that this user must not open counts as
// existing. If the engine creates the container's half, the container exists until the engine
// removes the endpoint. The host's link is not checked here (app/dead_endpoints.hpp does this).
bool is_alive(kernel::System& system, const model::Endpoint& endpoint);

// The errors of changes that recovery could not finish. The key is the owner of the journal entry.
// The journal entry keeps its resources, and the next command tries again.
using Unrecovered = std::map<std::string, Error>;

// Finishes all unfinished changes. If one cannot be finished, for example because its driver is
// missing, recovery continues with the others. The command then continues too.
Result<Unrecovered> recover(const RecoveryContext& context);
// Returns a text for users that says which change the journal entry records: "creating an
// endpoint".
Result<std::string> describe_change(store::RuntimeState& state, const store::JournalEntry& entry);
// Returns the changes that recover() would finish. Changes nothing.
Result<Unrecovered> left_unfinished(store::RuntimeState& state);

// Returns the error for a change that an earlier command left unfinished. It is for commands that
// must not finish the change.
Error left_by_earlier_command();

// Writes changed values of the recorded plans to the kernel, for an active network and its
// containers. It changes only resources that can change in place: links, queues, rules, services
// and Custom resources. Other differences stay. `network update` does this after its commit, and
// recovery does it again if that command died.
Result<void> update_values(const RecoveryContext& context, const std::string& network_id);

// Removes the resources of a journal entry from the kernel, then the journal entry. For a network,
// also removes or restores its definition.
Result<void> discard(const RecoveryContext& context, const store::JournalEntry& journal_entry,
                     Undo undo);

// These functions choose the error kind, and so the exit code, of a change that failed after its
// first step.
//
// Exit code 1 means that nothing was changed. So an error keeps its kind only if every step was
// undone and the journal records this. Every other error becomes `unfinished` (exit code 70). The
// journal entry then stays, and the next command completes or rolls back the change.

// Returns the error of a change that is partly done.
Error unfinished(Error error, const std::string& hint);

// Returns the error of a change that was undone completely. A driver can return any error kind, so
// its kind `unfinished` becomes `driver`.
Error undone(const Error& error);

}  // namespace mydocker::apply

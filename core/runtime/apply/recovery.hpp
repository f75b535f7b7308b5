// Finishes or undoes what dead processes left; every command does this first, if there is any.
//
// A row in phase `creating` is rolled back, one in phase `removing` is carried on, a definition
// that never became visible is dropped. Rows of living processes are left to them.
#pragma once

#include <map>
#include <string>

#include "runtime/apply/applier.hpp"
#include "runtime/store/definitions.hpp"

namespace mydocker::apply {

// Where the handlers of a network's driver are found; asked only for networks with Custom
// resources.
class CustomPorts {
 public:
  virtual ~CustomPorts() = default;
  virtual CustomPort& of_network(const std::string& network_id) = 0;
};

// Where the definitions come from; asked only when a network's own row was left unfinished.
class DefinitionsSource {
 public:
  virtual ~DefinitionsSource() = default;
  virtual Result<store::Definitions*> definitions() = 0;
};

// The world that recovery works in. Everything is lent.
struct RecoveryContext {
  DefinitionsSource& definitions;
  store::RuntimeState& state;
  CustomPorts& custom;
  base::StepLog& log;
  FaultHook& faults;
  const kernel::Netns& host;
};

// The container that an endpoint is in: nothing if it is gone, or if another one has its place by
// now.
std::optional<kernel::Netns> namespace_of(const model::Endpoint& endpoint);

// Whether the container is there. One that this user may not look at counts as alive.
bool is_alive(const model::Endpoint& endpoint);

// Why what a dead process left could not be undone, or carried on, by the owner of its row. The
// next command tries again; until then the row keeps what it holds.
using Unrecovered = std::map<std::string, Error>;

// One row that cannot be dealt with, say because its driver is gone, holds up neither the others
// nor the command.
Result<Unrecovered> recover(const RecoveryContext& context);
// What recover() would work on, without doing it.
Result<Unrecovered> left_unfinished(store::RuntimeState& state);

// A definition that is still pending either lacks only its last step, or belongs to nobody: it
// becomes visible or is dropped. To be done when the definitions are opened, before they are read.
Result<void> finish_pending(store::Definitions& definitions, store::RuntimeState& state);

// Takes one row away for good: what it holds in the kernel, a network's definition, the row.
Result<void> discard(const RecoveryContext& context, const store::JournalEntry& journal_entry,
                     Undo undo);

}  // namespace mydocker::apply

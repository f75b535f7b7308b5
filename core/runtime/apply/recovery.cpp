#include "runtime/apply/recovery.hpp"

#include <algorithm>
#include <functional>

#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::apply {
namespace {

// Returns whether the journal entry keeps the old definition of a network that is being recreated.
bool is_recreation(const store::JournalEntry& entry) {
  return entry.owner == store::recreation_owner(entry.network_id);
}

// Returns the name of the changed object, for messages. A change of an endpoint with stored ports
// publishes or removes ports. A change without stored ports repairs or changes other resources.
std::string_view object_of(const store::JournalEntry& journal_entry, bool has_ports) {
  switch (journal_entry.kind) {
    case store::EntryKind::network:
      return "a network";
    case store::EntryKind::endpoint:
      return "an endpoint";
    case store::EntryKind::change:
      if (has_ports) return "published ports";
      if (is_recreation(journal_entry)) return "a network again";
      return journal_entry.owner == store::change_owner(journal_entry.network_id)
                 ? "resources of a network"
                 : "resources of an endpoint";
  }
  return "something";
}

// Writes the new definition of a changed network to definitions.db. Does nothing if the network was
// removed in the meantime.
Result<void> finish_definition(const RecoveryContext& context,
                               const store::JournalEntry& change_entry) {
  MYDOCKER_TRY(const auto network, context.state.definition_of(change_entry.id));
  if (!network) return {};
  MYDOCKER_TRY(auto* definitions, context.definitions.definitions());
  auto updated = definitions->update_network(*network);
  if (!updated.ok() && updated.error().kind() == ErrorKind::not_found) return {};
  return updated;
}

// A command that recreates a network can die while the new network exists. Then this function
// returns the old definition. `network` is the new network. Returns nothing if it replaces no
// network.
Result<std::optional<model::Network>> replaced_by(const RecoveryContext& context,
                                                  const model::Network& network) {
  MYDOCKER_TRY(const auto entries, context.state.unfinished());
  for (const auto& entry : entries) {
    if (!is_recreation(entry)) continue;
    MYDOCKER_TRY(auto old, context.state.definition_of(entry.id));
    if (old && old->name == network.name) return old;
  }
  return std::optional<model::Network>();
}

// Removes the definition of a network that is not in the kernel any more. If a command that died
// was recreating the network, the old definition stays or is restored.
Result<void> forget_network(const RecoveryContext& context,
                            const store::JournalEntry& journal_entry, Undo undo) {
  const auto& id = journal_entry.owner;
  MYDOCKER_TRY(auto* definitions, context.definitions.definitions());
  MYDOCKER_TRY(const auto recreation, context.state.find_entry(store::recreation_owner(id)));
  if (recreation) return {};
  MYDOCKER_TRY(const auto added, context.state.definition_of(journal_entry.id));
  if (added) {
    MYDOCKER_TRY(const auto old, replaced_by(context, *added));
    return old ? definitions->replace_network(id, *old) : definitions->remove_network(id);
  }
  // A network can be created again after a reboot. The rollback of this creation keeps its
  // definition.
  return undo == Undo::removal ? definitions->remove_network(id) : Result<void>();
}

// A command that recreates a network can die after the removal of the old network. Then this
// function adds the old network to `context.restored`, and the caller creates it in the kernel.
// Until then, the journal entry stays open and locked.
Result<void> restore_network(const RecoveryContext& context,
                             const store::JournalEntry& recreation) {
  MYDOCKER_TRY(auto* definitions, context.definitions.definitions());
  MYDOCKER_TRY(const auto old, definitions->find(recreation.network_id));
  MYDOCKER_TRY(const auto in_kernel, context.state.find_entry(recreation.network_id));
  if (!old || in_kernel) return context.state.close_entry(recreation.id);
  context.restored.push_back({*old, recreation.id});
  return {};
}

Result<void> forget(const RecoveryContext& context, const store::JournalEntry& journal_entry,
                    Undo undo) {
  if (journal_entry.kind == store::EntryKind::network)
    MYDOCKER_CHECK(forget_network(context, journal_entry, undo));
  if (is_recreation(journal_entry)) return restore_network(context, journal_entry);
  if (journal_entry.kind == store::EntryKind::change)
    MYDOCKER_CHECK(finish_definition(context, journal_entry));
  const bool completed = undo == Undo::removal && journal_entry.phase == store::Phase::removing;
  return completed ? context.state.complete_entry(journal_entry.id)
                   : context.state.close_entry(journal_entry.id);
}

Error left_over(const Error& cause) {
  Error left(ErrorKind::unfinished, "recover from an unfinished command: " + cause.message());
  for (const auto& hint : cause.hints()) left = std::move(left).hint(hint);
  if (cause.kind() == ErrorKind::unfinished) return left;
  return std::move(left).hint("the next command tries again");
}

Error of_kind(ErrorKind kind, const Error& error) {
  Error changed(kind, error.message());
  for (const auto& hint : error.hints()) changed = std::move(changed).hint(hint);
  return changed;
}

}  // namespace

ExecutionContext RecoveryContext::execution(kernel::Kernel& kernel, const std::string& network_id,
                                            const kernel::Netns* container) const {
  ExecutionContext execution{kernel, custom.of_network(network_id), state, log, faults, container};
  execution.run_dir = run_dir;
  return execution;
}

Result<std::optional<kernel::Netns>> namespace_of(kernel::System& system,
                                                  const model::Endpoint& endpoint) {
  using Found = std::optional<kernel::Netns>;
  if (endpoint.container_half == model::ContainerHalf::engine) return Found();
  auto opened = system.open_netns(endpoint.netns_path, nullptr);
  const bool is_unknown =
      !opened.ok() && (opened.error().kind() == ErrorKind::kernel ||
                       (opened.error().kind() == ErrorKind::permission && system.is_root()));
  if (is_unknown) return std::move(opened).error();
  if (!opened.ok() && opened.error().kind() == ErrorKind::permission)
    return Found(kernel::Netns::unreadable(endpoint.netns_path, endpoint.netns_cookie));
  if (!opened.ok() || opened->cookie() != endpoint.netns_cookie) return Found();
  return Found(std::move(opened).value());
}

Result<Container> container_of(kernel::System& system, const model::Endpoint& endpoint) {
  if (endpoint.container_half == model::ContainerHalf::engine) return Container{true};
  MYDOCKER_TRY(auto netns, namespace_of(system, endpoint));
  const bool exists = netns.has_value();
  return Container{exists, std::move(netns)};
}

bool is_alive(kernel::System& system, const model::Endpoint& endpoint) {
  if (endpoint.container_half == model::ContainerHalf::engine) return true;
  const auto opened = system.open_netns(endpoint.netns_path, nullptr);
  if (opened.ok()) return opened->cookie() == endpoint.netns_cookie;
  return opened.error().kind() == ErrorKind::permission;
}

Result<void> discard(const RecoveryContext& context, const store::JournalEntry& journal_entry,
                     Undo undo) {
  MYDOCKER_TRY(const auto endpoint, context.state.endpoint_of(journal_entry.id));
  std::optional<kernel::Netns> container;
  if (endpoint) {
    MYDOCKER_TRY(container, namespace_of(context.system, *endpoint));
  }
  const auto* inside = container ? &*container : nullptr;
  MYDOCKER_TRY(const auto kernel, context.kernels.open_kernel(inside));
  Applier applier(context.execution(*kernel, journal_entry.network_id, inside));
  MYDOCKER_CHECK(applier.undo(journal_entry.id, journal_entry.plan, undo));
  const bool of_network = journal_entry.kind == store::EntryKind::change &&
                          journal_entry.owner == store::change_owner(journal_entry.network_id);
  if (of_network && undo == Undo::removal)
    MYDOCKER_CHECK(update_values(context, journal_entry.network_id));
  return forget(context, journal_entry, undo);
}

Result<Unrecovered> recover(const RecoveryContext& context) {
  MYDOCKER_TRY(auto journal_entries, context.state.unfinished());
  // The old definition of a recreated network is restored last. Before that, the removal and the
  // creation of this network are finished.
  std::stable_partition(journal_entries.begin(), journal_entries.end(), std::not_fn(is_recreation));
  Unrecovered unrecovered;
  for (const auto& journal_entry : journal_entries) {
    MYDOCKER_TRY(const bool dead, context.state.try_lock(journal_entry.id));
    if (!dead) continue;
    // The journal entry is read again, because its process may have finished the change just before
    // the lock.
    MYDOCKER_TRY(const auto now, context.state.find_entry(journal_entry.owner));
    if (!now || now->id != journal_entry.id || now->phase == store::Phase::active) {
      context.state.unlock(journal_entry.id);
      continue;
    }
    MYDOCKER_TRY(const auto change, describe_change(context.state, *now));
    const bool creating = now->phase == store::Phase::creating;
    context.log.notice("an earlier command did not finish " + change +
                       (creating ? "; this is rolled back now" : "; this is completed now"));
    auto cleared = discard(context, *now, creating ? Undo::rollback : Undo::removal);
    if (!cleared.ok()) {
      auto left = left_over(std::move(cleared).error());
      context.log.notice(left.message());
      unrecovered.emplace(journal_entry.owner, std::move(left));
    }
    if (!is_recreation(*now)) context.state.unlock(journal_entry.id);
  }
  return unrecovered;
}

Result<std::string> describe_change(store::RuntimeState& state, const store::JournalEntry& entry) {
  MYDOCKER_TRY(const auto ports, state.endpoint_of(entry.id));
  return (entry.phase == store::Phase::creating ? "creating " : "removing ") +
         std::string(object_of(entry, ports.has_value()));
}

Result<Unrecovered> left_unfinished(store::RuntimeState& state) {
  MYDOCKER_TRY(const auto journal_entries, state.unfinished());
  Unrecovered unrecovered;
  for (const auto& journal_entry : journal_entries) {
    MYDOCKER_TRY(const bool is_locked, state.is_locked_elsewhere(journal_entry.id));
    if (!is_locked) unrecovered.emplace(journal_entry.owner, left_by_earlier_command());
  }
  return unrecovered;
}

Error left_by_earlier_command() {
  return Error(ErrorKind::unfinished, "an earlier command did not finish its change")
      .hint("the next command that changes something completes it or rolls it back");
}

Error unfinished(Error error, const std::string& hint) {
  if (error.kind() == ErrorKind::unfinished) return error;
  return of_kind(ErrorKind::unfinished, error).hint(hint);
}

Error undone(const Error& error) {
  return error.kind() == ErrorKind::unfinished ? of_kind(ErrorKind::driver, error) : error;
}

}  // namespace mydocker::apply

// The second part of a change in place: the resources get the values of their recorded plans.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>

#include "runtime/apply/recovery.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/store/entry_lock.hpp"

namespace mydocker::apply {
namespace {

// Returns whether a step is needed to change values in place. In the first round, these are only
// changes of values. In later rounds, the step may also restore what a link has lost meanwhile. A
// service that has ended is started with its new values.
bool is_wanted(const plan::Step& step, bool is_first_round) {
  const Resource& resource = step.entry.resource;
  if (resource.is<Queue>() || !plan::own_links(Plan({step.entry})).empty())
    return step.action == plan::Action::update;
  return !is_first_round || plan::has_replaceable_values(resource);
}

// Updates the values of the resources of one journal entry. If the MTU of a link changes, the
// kernel adds and removes settings of this link. So the plan is compared with the kernel again
// after the steps.
Result<void> update_values_of(const RecoveryContext& context,
                              const store::JournalEntry& journal_entry,
                              const kernel::Netns* container) {
  MYDOCKER_TRY(const auto kernel, context.kernels.open_kernel(container));
  Applier applier(context.execution(*kernel, journal_entry.network_id, container));
  constexpr int kRounds = 3;
  for (int round = 0; round < kRounds; ++round) {
    MYDOCKER_TRY(const auto drift, applier.detect_drift(journal_entry.plan, {}));
    std::vector<plan::Step> steps;
    std::ranges::copy_if(drift.steps, std::back_inserter(steps),
                         [&](const plan::Step& step) { return is_wanted(step, round == 0); });
    if (steps.empty()) break;
    MYDOCKER_TRY(const auto failed, applier.repair(steps));
    if (!failed.empty()) return failed.front().error;
  }
  return {};
}

// Locks the journal entry of an endpoint. Waits some seconds while another command changes the
// endpoint. Returns none if the endpoint is not active.
Result<std::optional<store::EntryLock>> lock_active_entry(store::RuntimeState& state,
                                                          const std::string& owner) {
  constexpr int kTries = 250;
  constexpr std::chrono::milliseconds kPause(20);
  using Locked = std::optional<store::EntryLock>;
  for (int tries = 0; tries < kTries; ++tries) {
    MYDOCKER_TRY(const auto found, state.find_entry(owner));
    if (!found || found->phase != store::Phase::active) return Locked();
    MYDOCKER_TRY(const bool locked, state.try_lock(found->id));
    if (locked) return Locked(store::EntryLock(state, found->id));
    std::this_thread::sleep_for(kPause);
  }
  return Error(ErrorKind::busy, "another command is changing an endpoint of the network");
}

// Does the same as update_values() for one endpoint.
Result<void> update_endpoint_values(const RecoveryContext& context, const std::string& id) {
  MYDOCKER_TRY(const auto lock, lock_active_entry(context.state, id));
  if (!lock) return {};
  // Another command may have changed the journal entry just before this command locked it.
  MYDOCKER_TRY(const auto entry, context.state.find_entry(id));
  if (!entry || entry->phase != store::Phase::active) return {};
  MYDOCKER_TRY(const auto endpoint, context.state.endpoint_of(entry->id));
  if (!endpoint) return {};
  MYDOCKER_TRY(const auto container, container_of(context.system, *endpoint));
  if (!container.exists) return {};
  return update_values_of(context, *entry, container.inside());
}

}  // namespace

Result<void> update_values(const RecoveryContext& context, const std::string& network_id) {
  MYDOCKER_TRY(const auto network, context.state.find_entry(network_id));
  if (!network || network->phase != store::Phase::active) return {};
  MYDOCKER_CHECK(update_values_of(context, *network, nullptr));
  MYDOCKER_TRY(const auto endpoints, context.state.endpoints(network_id));
  for (const auto& endpoint : endpoints)
    MYDOCKER_CHECK(update_endpoint_values(context, endpoint.id));
  return {};
}

}  // namespace mydocker::apply

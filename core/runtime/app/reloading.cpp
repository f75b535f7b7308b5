#include "runtime/app/reloading.hpp"
#include "runtime/base/text.hpp"

#include <algorithm>
#include <iterator>

#include "runtime/plan/dependencies.hpp"

namespace mydocker::app {
namespace {

bool is_link(const Resource& resource) {
  return !plan::own_links(Plan().ensure(resource, {})).empty();
}

// Returns the links that the steps create. Creating a link takes several requests, so only a link
// can remain incomplete after a crash.
Plan links_of(const std::vector<plan::Step>& steps) {
  Plan links;
  for (const auto& step : steps) {
    const auto& entry = step.entry;
    if (step.action == plan::Action::create && is_link(entry.resource))
      links.ensure(entry.resource, entry.why, entry.lifetime);
  }
  return links;
}

// Returns whether the kernel may change other addresses and settings when the step is done.
bool has_side_effects(const plan::Step& step, const std::set<std::string>& new_links) {
  const auto& resource = step.entry.resource;
  if (step.action == plan::Action::update) return is_link(resource);
  return resource.is<Sysctl>() && !plan::depends_on(resource, new_links);
}

// Returns the steps with such side effects, after the steps for the firewall. Returns nothing if no
// step has side effects.
std::vector<plan::Step> settling_steps(const std::vector<plan::Step>& steps) {
  const auto new_links = plan::own_links(links_of(steps));
  std::vector<plan::Step> chosen;
  bool any = false;
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    const bool effects = has_side_effects(step, new_links);
    const bool firewall = resource.is<Firewall>() || plan::needs_firewall(resource);
    any = any || effects;
    if (effects || (firewall && step.action == plan::Action::create)) chosen.push_back(step);
  }
  if (!any) chosen.clear();
  return chosen;
}

}  // namespace

Result<void> joined(const std::vector<Error>& errors) {
  if (errors.empty()) return {};
  Error all(errors.front().kind(), base::joined(errors, "; ", &Error::message));
  for (const auto& hint : errors.front().hints()) all = std::move(all).hint(hint);
  return all;
}

Result<void> Reloading::reload_network() {
  MYDOCKER_TRY(const auto locked, lock_active(open_state_, network_.id));
  return locked ? repair(locked->entry, nullptr) : Result<void>();
}

// The endpoint is read under its lock. Before, the container may have been started again with
// another network namespace.
Result<void> Reloading::reload_endpoint(const std::string& endpoint_id) {
  MYDOCKER_TRY(const auto locked, lock_active(open_state_, endpoint_id));
  if (!locked) return {};
  MYDOCKER_TRY(const auto endpoint, open_state_.state.endpoint_of(locked->entry.id));
  if (!endpoint) return {};
  MYDOCKER_TRY(const auto container, apply::container_of(session_.system, *endpoint));
  return container.exists ? repair(locked->entry, container.inside()) : Result<void>();
}

Result<void> Reloading::repair(const store::JournalEntry& journal_entry,
                               const kernel::Netns* container) {
  MYDOCKER_TRY(const auto execution, session_.execution(network_, container));
  apply::Applier applier(execution.context);
  unrepaired_.clear();
  MYDOCKER_TRY(auto drift, applier.detect_drift(journal_entry.plan, lost_));
  const bool is_network = journal_entry.kind == store::EntryKind::network;
  adjust(drift, is_network);
  if (firewall_is_restored_ && is_network) MYDOCKER_CHECK(announce_gateways(journal_entry, drift));
  MYDOCKER_CHECK(repair_drift(applier, journal_entry, drift));
  auto errors = drift.conflicts;
  for (const auto& failure : unrepaired_) errors.push_back(failure.error);
  return joined(errors);
}

// Repairs the differences. After an error, compares the network with the kernel again. If the
// differences are not the same as before, the failed repair has changed something.
Result<void> Reloading::repair_drift(apply::Applier& applier,
                                     const store::JournalEntry& journal_entry,
                                     apply::Drift& drift) {
  const auto before = drift.differences;
  const bool differs = !drift.steps.empty() || !drift.changed.empty();
  auto done = repair_in_order(applier, journal_entry, drift);
  if (done.ok() && unrepaired_.empty()) {
    has_changed_ = has_changed_ || differs;
    return done;
  }
  const auto now = applier.detect_drift(journal_entry.plan, lost_);
  has_changed_ = has_changed_ || !now.ok() || now->differences != before;
  return done;
}

// Does the steps. If links are removed first, their dependent resources disappear with them. Then
// the plan is compared with the kernel again.
Result<void> Reloading::repair_in_order(apply::Applier& applier,
                                        const store::JournalEntry& journal_entry,
                                        apply::Drift& drift) {
  if (!drift.changed.empty()) {
    MYDOCKER_CHECK(applier.remove(drift.changed));
    MYDOCKER_TRY(drift, applier.detect_drift(journal_entry.plan, {}));
  }
  MYDOCKER_CHECK(settle(applier, journal_entry, drift));
  return repair_with_entry(applier, journal_entry, drift.steps);
}

// Repairs links and settings before the rest. When a link goes up, gets another MTU or gets IPv6
// again, the kernel adds and removes addresses and settings. So the plan is compared with the
// kernel again afterwards.
Result<void> Reloading::settle(apply::Applier& applier, const store::JournalEntry& journal_entry,
                               apply::Drift& drift) {
  // One round for a link, one for its settings, and one for what the kernel changed because of
  // them.
  constexpr int kRounds = 3;
  for (int round = 0; round < kRounds; ++round) {
    const auto steps = settling_steps(drift.steps);
    if (steps.empty()) return {};
    MYDOCKER_CHECK(repair_with_entry(applier, journal_entry, steps));
    MYDOCKER_TRY(drift, applier.detect_drift(journal_entry.plan, {}));
    adjust(drift, journal_entry.kind == store::EntryKind::network);
  }
  return {};
}

// Leaves out steps that are not possible now. If another program has replaced or deleted the
// network's link, only steps for the firewall remain. So no link of a container is attached to a
// link of another program. A recreated bridge has no ports yet. Its name is stored in `lost_`, so
// that the links of its containers are attached again.
void Reloading::adjust(apply::Drift& drift, bool is_network) {
  std::erase_if(drift.steps, [&](const plan::Step& step) {
    const auto& resource = step.entry.resource;
    const bool firewall = resource.is<Firewall>() || plan::needs_firewall(resource);
    const bool has_failed =
        std::ranges::find(unrepaired_, resource, &apply::Unrepaired::resource) != unrepaired_.end();
    return has_failed || (depends_on_foreign_ && !firewall);
  });
  if (depends_on_foreign_) drift.changed.clear();
  if (is_network) depends_on_foreign_ = drift.foreign_link;
  for (const auto& step : drift.steps) {
    const auto* bridge = step.entry.resource.get_if<Bridge>();
    if (bridge != nullptr && step.action == plan::Action::create) lost_.insert(bridge->name);
  }
}

// Makes the bridge announce its addresses to its containers. While the firewall tables were
// missing, a container could have claimed the gateway's address.
Result<void> Reloading::announce_gateways(const store::JournalEntry& journal_entry,
                                          apply::Drift& drift) {
  for (const auto& entry : journal_entry.plan.entries()) {
    const auto* bridge = entry.resource.get_if<Bridge>();
    const auto is_in_steps = [&entry](const plan::Step& step) {
      return step.entry.resource == entry.resource;
    };
    if (bridge == nullptr || bridge->ownership == Ownership::adopt || depends_on_foreign_ ||
        std::ranges::any_of(drift.steps, is_in_steps))
      continue;
    drift.steps.push_back(
        {{*bridge, "containers learn the address of their gateway again", entry.lifetime},
         plan::Action::update,
         {}});
  }
  return {};
}

// Creates the missing resources. During the repair, the new links have a journal entry of their
// own. If this process dies, recovery removes them. Otherwise an incomplete link would remain that
// differs from its plan.
Result<void> Reloading::repair_with_entry(apply::Applier& applier,
                                          const store::JournalEntry& journal_entry,
                                          const std::vector<plan::Step>& steps) {
  const auto links = links_of(steps);
  if (links.empty()) return repair_steps(applier, steps);
  MYDOCKER_TRY(const auto change_entry, begin_change(journal_entry, links));
  auto restored = repair_steps(applier, steps);
  if (!restored.ok()) MYDOCKER_CHECK(applier.undo(change_entry, links, apply::Undo::rollback));
  MYDOCKER_CHECK(open_state_.state.close_entry(change_entry));
  return restored;
}

Result<void> Reloading::repair_steps(apply::Applier& applier,
                                     const std::vector<plan::Step>& steps) {
  MYDOCKER_TRY(auto failed, applier.repair(steps));
  std::ranges::move(failed, std::back_inserter(unrepaired_));
  return {};
}

Result<std::int64_t> Reloading::begin_change(const store::JournalEntry& journal_entry,
                                             const Plan& links) {
  const auto owner = store::change_owner(journal_entry.owner);
  MYDOCKER_TRY(auto transaction, open_state_.state.begin());
  MYDOCKER_TRY(const auto left, open_state_.state.find_entry(owner));
  if (left) return open_state_.why_locked(owner);
  MYDOCKER_TRY(const auto change_entry,
               open_state_.state.open_entry(store::EntryKind::change, owner, network_.id));
  MYDOCKER_CHECK(open_state_.state.write_plan(change_entry, links));
  MYDOCKER_CHECK(transaction.commit());
  return change_entry;
}

}  // namespace mydocker::app

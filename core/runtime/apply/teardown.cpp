#include <algorithm>
#include <iterator>
#include <set>
#include <string>

#include "runtime/apply/applier.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/step_text.hpp"

namespace mydocker::apply {
namespace {

std::string removal_reason(const Resource& resource, const store::Shared& shared) {
  if (resource.is<Sysctl>()) {
    return "its last user is removed: " + describe(resource) + " is restored to \"" +
           base::switch_value(shared.prior) + "\"";
  }
  if (resource.is<Firewall>()) {
    return "the last network with rules is removed: remove " + describe(resource);
  }
  return "remove " + describe(resource);
}

// Splits the plan entries into batches. The kernel removes a batch with one request. Consecutive
// published ports are one batch. Each other entry is its own batch.
std::vector<std::span<const PlanEntry>> batches_of(std::span<const PlanEntry> entries) {
  const auto is_port = [](const PlanEntry& entry) { return entry.resource.is<PublishedPort>(); };
  std::vector<std::span<const PlanEntry>> batches;
  while (!entries.empty()) {
    const auto other = std::ranges::find_if_not(entries, is_port) - entries.begin();
    const auto size = std::max<std::size_t>(1, static_cast<std::size_t>(other));
    batches.push_back(entries.first(size));
    entries = entries.subspan(size);
  }
  return batches;
}

}  // namespace

// Returns the plan entries whose resources are removed with a step. Resources on a link of the same
// plan are left out, because the kernel removes them with the link.
std::vector<PlanEntry> Applier::entries_to_undo(const Plan& plan, Undo undo) const {
  std::vector<PlanEntry> entries;
  const auto links = plan::own_links(plan);
  for (const auto& entry : plan.entries()) {
    if (plan::depends_on(entry.resource, links) || plan::is_adopted(entry.resource)) continue;
    if (entry.lifetime == Lifetime::host && undo == Undo::removal) continue;
    if (place_of(entry.resource) == Place::container && execution_.container == nullptr) continue;
    entries.push_back(entry);
  }
  std::ranges::reverse(entries);
  return entries;
}

Result<void> Applier::tear_down(std::int64_t entry_id, const Plan& plan) {
  const auto entries = entries_to_undo(plan, Undo::removal);
  for (const auto batch : batches_of(entries)) {
    auto undone = undo_batch(batch, entry_id);
    if (undone.ok()) continue;
    if (auto restored = reinstate_all(entry_id, plan); !restored.ok()) {
      return Error(ErrorKind::unfinished,
                   undone.error().message() +
                       "; restore the removed resources: " + restored.error().message())
          .hint("the next command completes the removal");
    }
    return apply::undone(undone.error());
  }
  // Some set elements were already missing. So another program may have restored an older ruleset,
  // with ports that are no longer published. In this case the firewall tables are restored.
  const auto changed = execution_.kernel.has_missed_element();
  return changed.ok() && *changed ? restore_changed_firewall() : Result<void>();
}

Result<void> Applier::undo(std::int64_t entry_id, const Plan& plan, Undo undo) {
  execution_.stoppable = false;
  const auto entries = entries_to_undo(plan, undo);
  std::string left;
  std::set<std::string> hints;  // the ways out of limits, each once
  for (const auto batch : batches_of(entries)) {
    if (auto undone = undo_batch(batch, entry_id); !undone.ok()) {
      left += (left.empty() ? "" : "; ") + undone.error().message();
      std::ranges::copy(undone.error().hints(), std::inserter(hints, hints.end()));
    }
  }
  if (left.empty()) return {};
  Error error(ErrorKind::unfinished, "some resources could not be removed: " + left);
  for (const auto& hint : hints) error = std::move(error).hint(hint);
  return std::move(error).hint("the next command tries again");
}

Result<void> Applier::transfer(const Plan& plan, std::int64_t from, std::int64_t to) {
  for (const auto& entry : plan.entries()) {
    if (!plan::is_shared(entry.resource)) continue;
    MYDOCKER_CHECK(execution_.state.transfer(shared_identity(entry.resource), from, to));
  }
  return {};
}

Result<void> Applier::undo_batch(std::span<const PlanEntry> batch, std::int64_t entry_id) {
  if (batch.size() == 1) return undo_entry(batch.front(), entry_id);
  std::vector<Resource> resources;
  for (const auto& entry : batch) {
    const auto& resource = entry.resource;
    MYDOCKER_CHECK(begin_step().within("remove " + describe(resource)));
    execution_.log.step({.what = plan::remove_text(resource, {}),
                         .why = removal_reason(resource, {}),
                         .command = plan::destroy_line(resource, {}, execution_.shell())});
    resources.push_back(resource);
  }
  MYDOCKER_CHECK(execution_.kernel.destroy_all(resources).within(
      "remove " + describe(resources.front()) + " and " + std::to_string(batch.size() - 1) +
      " more"));
  for (std::size_t n = 0; n < batch.size(); ++n) execution_.faults.after_step();
  return {};
}

Result<void> Applier::undo_entry(const PlanEntry& entry, std::int64_t entry_id) {
  const auto& resource = entry.resource;
  auto undone = plan::is_shared(resource)
                    ? release_resource(entry, entry_id)
                    : do_step({.what = plan::remove_text(resource, {}),
                               .why = removal_reason(resource, {}),
                               .command = plan::destroy_line(resource, {}, execution_.shell())},
                              &Applier::destroy, resource);
  return std::move(undone).within("remove " + describe(resource));
}

Result<void> Applier::destroy(const Resource& resource) {
  if (const auto* custom = resource.get_if<Custom>()) {
    return execution_.custom.destroy(*custom, execution_.container);
  }
  auto destroyed = execution_.kernel.destroy(resource);
  if (!destroyed.ok() && destroyed.error().kind() == ErrorKind::already_exists) {
    execution_.log.notice(destroyed.error().message() + ", it is not removed");
    return {};
  }
  return destroyed;
}

// Releases a shared resource. If no other journal entry needs it, it is removed, or its old value
// is restored. All of this is one transaction, so no other command acquires the resource meanwhile.
// The transaction is short, so other commands wait only briefly.
Result<void> Applier::release_resource(const PlanEntry& entry, std::int64_t entry_id) {
  const auto identity = shared_identity(entry.resource);
  MYDOCKER_TRY(auto transaction, execution_.state.begin());
  MYDOCKER_TRY(const auto shared, execution_.state.shared(identity, entry_id));
  MYDOCKER_TRY(const auto line, release_line(entry.resource, shared));
  const auto* sysctl = entry.resource.get_if<Sysctl>();
  auto prior = sysctl == nullptr ? Sysctl{} : *sysctl;
  prior.value = shared.prior;
  if (!line.empty()) {
    const auto what = plan::remove_text(entry.resource, shared.prior);
    const auto why = removal_reason(entry.resource, shared);
    const base::StepText text{.what = what, .why = why, .command = line};
    MYDOCKER_CHECK(sysctl == nullptr ? do_step(text, &Applier::destroy, entry.resource)
                                     : do_step(text, &Applier::create, prior));
  }
  if (!shared.others && sysctl != nullptr) MYDOCKER_CHECK(allow_transit(*sysctl, shared.prior));
  MYDOCKER_CHECK(execution_.state.release(identity, entry_id));
  return transaction.commit();
}

// Stops blocking traffic between links of other programs, if the forwarding switch is off now.
// Without forwarding there is nothing to block. This command, an earlier one or another program may
// have turned the switch off.
Result<void> Applier::allow_transit(const Sysctl& forwarding_switch, const std::string& prior) {
  const auto record = base::ForwardingRecord::parse(forwarding_switch.name, prior);
  if (!record.was_off()) return {};
  MYDOCKER_TRY(const auto now, execution_.kernel.observe(
                                   Sysctl{forwarding_switch.place, record.name, record.value}));
  return now.state == base::State::matches ? execution_.kernel.allow_transit(record)
                                           : Result<void>();
}

Result<std::string> Applier::release_line(const Resource& resource, const store::Shared& shared) {
  if (shared.others) return std::string();
  const auto* sysctl = resource.get_if<Sysctl>();
  if (sysctl != nullptr) {
    if (shared.prior == sysctl->value || shared.prior.empty()) return std::string();
    MYDOCKER_TRY(const auto now, look_at(resource));
    // Another program has changed the value, so the value stays.
    if (now.state != base::State::matches) return std::string();
    MYDOCKER_TRY(const bool needed, others_need(*sysctl, shared.prior));
    if (needed) return std::string();
  }
  return plan::destroy_line(resource, shared.prior, execution_.shell());
}

// Returns whether another program may need a forwarding switch that mydocker has turned on. This is
// assumed if another program has created a link since then. It did not have to turn the switch on
// itself, because the switch was on already.
Result<bool> Applier::others_need(const Sysctl& sysctl, const std::string& prior) {
  if (!base::is_forwarding_switch(sysctl.name)) return false;
  MYDOCKER_TRY(const auto link,
               execution_.kernel.link_since(base::ForwardingRecord::parse(sysctl.name, prior)));
  if (link.empty()) return other_directory_needs(sysctl);
  execution_.log.notice(describe(sysctl) + " is not restored, because the link \"" + link +
                        "\" of another program may need it");
  return true;
}

// Returns whether networks of another run directory need forwarding. This is so if the firewall
// tables belong to that directory.
Result<bool> Applier::other_directory_needs(const Sysctl& sysctl) {
  MYDOCKER_TRY(const auto owner, execution_.kernel.other_owner_of_firewall());
  if (owner.empty()) return false;
  execution_.log.notice(describe(sysctl) + " stays, because the run directory " +
                        base::quoted(owner) + " has networks on this host");
  return true;
}

// Restores all resources of the journal entry after a failed removal. If the driver of a Custom
// resource cannot be called, the resource is skipped. It still exists, because only this driver
// could have removed it.
Result<void> Applier::reinstate_all(std::int64_t entry_id, const Plan& plan) {
  execution_.stoppable = false;
  MYDOCKER_CHECK(reacquire_shared(entry_id, plan));
  std::vector<plan::Step> steps;
  for (const auto& entry : plan.entries()) {
    auto step = missing_step(entry);
    if (!step.ok() && entry.resource.is<Custom>()) continue;
    if (!step.ok()) return std::move(step).error();
    if (*step) steps.push_back(**std::move(step));
  }
  return do_steps(steps);
}

}  // namespace mydocker::apply

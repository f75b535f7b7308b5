#include <algorithm>

#include "mydocker/documents.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/plan/dependence.hpp"

namespace mydocker::apply {
namespace {

std::string removal_reason(const Resource& resource, const store::Shared& shared) {
  if (std::holds_alternative<Sysctl>(resource)) {
    return "the last that needed it goes: " + describe(resource) + " gets back its value \"" +
           shared.prior + "\"";
  }
  if (std::holds_alternative<Firewall>(resource)) {
    return "the last network with rules goes: remove " + describe(resource);
  }
  return "remove " + describe(resource);
}

// Published ports that follow one another are one change for the kernel, everything else is one by
// itself.
std::vector<std::span<const PlanEntry>> rows_of(std::span<const PlanEntry> entries) {
  const auto is_port = [](const PlanEntry& entry) {
    return std::holds_alternative<PublishedPort>(entry.resource);
  };
  std::vector<std::span<const PlanEntry>> rows;
  while (!entries.empty()) {
    const auto other = std::ranges::find_if_not(entries, is_port) - entries.begin();
    const auto size = std::max<std::size_t>(1, static_cast<std::size_t>(other));
    rows.push_back(entries.first(size));
    entries = entries.subspan(size);
  }
  return rows;
}

}  // namespace

// What stands on a link of the same plan goes with the link.
Result<std::vector<PlanEntry>> Applier::entries_to_undo(const store::Work& work, Undo undo) const {
  std::vector<PlanEntry> entries;
  if (work.plan.empty()) return entries;
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work.plan));
  const auto links = plan::own_links(plan);
  for (const auto& entry : plan.entries()) {
    if (plan::stands_on(entry.resource, links) || plan::is_adopted(entry.resource)) continue;
    if (entry.lifetime == Lifetime::host && undo == Undo::removal) continue;
    if (place_of(entry.resource) == Place::container && site_.container == nullptr) continue;
    entries.push_back(entry);
  }
  std::ranges::reverse(entries);
  return entries;
}

Result<void> Applier::take_back(const store::Work& work) {
  MYDOCKER_TRY(const auto entries, entries_to_undo(work, Undo::removal));
  for (const auto row : rows_of(entries)) {
    auto undone = undo_row(row, work);
    if (undone.ok()) continue;
    if (auto restored = put_all_back(work); !restored.ok()) {
      return Error(ErrorKind::unfinished,
                   undone.error().message() +
                       "; putting back what was gone: " + restored.error().message())
          .hint("the next command carries the removal on");
    }
    return undone;
  }
  return {};
}

Result<void> Applier::clear(const store::Work& work, Undo undo) {
  MYDOCKER_TRY(const auto entries, entries_to_undo(work, undo));
  std::string left;
  for (const auto row : rows_of(entries)) {
    if (auto undone = undo_row(row, work); !undone.ok()) {
      left += (left.empty() ? "" : "; ") + undone.error().message();
    }
  }
  if (left.empty()) return {};
  return Error(ErrorKind::unfinished, "not everything could be undone: " + left)
      .hint("the next command tries again");
}

Result<std::vector<RemovalLine>> Applier::removal_lines(const store::Work& work) {
  MYDOCKER_TRY(const auto entries, entries_to_undo(work, Undo::removal));
  std::vector<RemovalLine> lines;
  for (const auto& entry : entries) {
    store::Shared shared;
    std::string line;
    if (plan::is_shared(entry.resource)) {
      MYDOCKER_TRY(shared, site_.state.shared(shared_identity(entry.resource), work.id));
      MYDOCKER_TRY(line, let_go_line(entry.resource, shared));
    } else {
      MYDOCKER_TRY(const bool there, is_there(entry.resource));
      if (there) line = plan::destroy_line(entry.resource, {}, site_.shell());
    }
    if (!line.empty()) lines.push_back({removal_reason(entry.resource, shared), line});
  }
  return lines;
}

// What is gone, or somebody else's, is no step: a line that deletes it would fail. Of a Custom
// resource only its driver knows, and a removal asks no driver before it has to.
Result<bool> Applier::is_there(const Resource& resource) {
  if (std::holds_alternative<Custom>(resource)) return true;
  MYDOCKER_TRY(const auto now, look_at(resource));
  return now.found != plan::Found::absent && now.found != plan::Found::foreign;
}

Result<void> Applier::pass_on(const Plan& plan, std::int64_t from, std::int64_t to) {
  for (const auto& entry : plan.entries()) {
    if (!plan::is_shared(entry.resource)) continue;
    MYDOCKER_CHECK(site_.state.pass_on(shared_identity(entry.resource), from, to));
  }
  return {};
}

Result<void> Applier::undo_row(std::span<const PlanEntry> row, const store::Work& work) {
  if (row.size() == 1) return undo_entry(row.front(), work);
  std::vector<Resource> resources;
  for (const auto& entry : row) {
    const auto& resource = entry.resource;
    MYDOCKER_CHECK(site_.faults.before_step().within("remove " + describe(resource)));
    site_.log.step(removal_reason(resource, {}), plan::destroy_line(resource, {}, site_.shell()));
    resources.push_back(resource);
  }
  MYDOCKER_CHECK(
      site_.kernel.destroy_all(resources).within("remove " + describe(resources.front()) + " and " +
                                                 std::to_string(row.size() - 1) + " more"));
  for (std::size_t n = 0; n < row.size(); ++n) site_.faults.after_step();
  return {};
}

Result<void> Applier::undo_entry(const PlanEntry& entry, const store::Work& work) {
  const auto& resource = entry.resource;
  auto undone = plan::is_shared(resource) ? let_go(entry, work)
                                          : do_step(removal_reason(resource, {}),
                                                    plan::destroy_line(resource, {}, site_.shell()),
                                                    &Applier::destroy, resource);
  return std::move(undone).within("remove " + describe(resource));
}

Result<void> Applier::destroy(const Resource& resource) {
  if (const auto* custom = std::get_if<Custom>(&resource)) {
    return site_.custom.destroy(*custom, netns_of(resource));
  }
  auto destroyed = site_.kernel.destroy(resource);
  if (!destroyed.ok() && destroyed.error().kind() == ErrorKind::already_exists) {
    site_.log.notice(destroyed.error().message() + ", leaving it alone");
    return {};
  }
  return destroyed;
}

// Whether we are the last is asked, and acted upon, in one transaction; none of these changes waits
// for the kernel, so nobody is held up.
Result<void> Applier::let_go(const PlanEntry& entry, const store::Work& work) {
  const auto identity = shared_identity(entry.resource);
  MYDOCKER_TRY(auto transaction, site_.state.begin());
  MYDOCKER_TRY(const auto shared, site_.state.shared(identity, work.id));
  MYDOCKER_TRY(const auto line, let_go_line(entry.resource, shared));
  if (!line.empty()) {
    const auto* sysctl = std::get_if<Sysctl>(&entry.resource);
    auto prior = sysctl == nullptr ? Sysctl{} : *sysctl;
    prior.value = shared.prior;
    const auto why = removal_reason(entry.resource, shared);
    MYDOCKER_CHECK(sysctl == nullptr ? do_step(why, line, &Applier::destroy, entry.resource)
                                     : do_step(why, line, &Applier::create, prior));
  }
  MYDOCKER_CHECK(site_.state.release(identity, work.id));
  return transaction.commit();
}

Result<std::string> Applier::let_go_line(const Resource& resource, const store::Shared& shared) {
  if (shared.others) return std::string();
  const auto* sysctl = std::get_if<Sysctl>(&resource);
  if (sysctl != nullptr) {
    if (shared.prior == sysctl->value || shared.prior.empty()) return std::string();
    MYDOCKER_TRY(const auto now, look_at(resource));
    if (now.found != plan::Found::as_wished) return std::string();  // somebody else has changed it
  }
  return plan::destroy_line(resource, shared.prior, site_.shell());
}

// After a removal that failed half-way: everything that the row holds exists again. A driver that
// cannot be asked about its resource has not taken it away either.
Result<void> Applier::put_all_back(const store::Work& work) {
  MYDOCKER_CHECK(hold_again(work));
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work.plan));
  std::vector<plan::Step> steps;
  for (const auto& entry : plan.entries()) {
    auto step = missing_step(entry);
    if (!step.ok() && std::holds_alternative<Custom>(entry.resource)) continue;
    if (!step.ok()) return std::move(step).error();
    if (*step) steps.push_back(**std::move(step));
  }
  return do_steps(steps);
}

}  // namespace mydocker::apply

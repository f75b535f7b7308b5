// What should be there and is not, made again.
#include "mydocker/documents.hpp"
#include "runtime/apply/applier.hpp"
#include "runtime/plan/dependence.hpp"

namespace mydocker::apply {
namespace {

// A driver's handler says only whether its things exist.
bool is_in_place(const Resource& resource, const plan::Finding& finding) {
  return finding.found == plan::Found::as_wished ||
         (std::holds_alternative<Custom>(resource) && finding.found == plan::Found::otherwise);
}

// Whether making it again would do: it is gone, or a setting that says something else, or consists
// of elements of which some are gone.
bool can_be_made(const Resource& resource, const plan::Finding& finding) {
  return finding.found == plan::Found::absent || plan::is_shared(resource) ||
         std::holds_alternative<Loopback>(resource) ||
         (plan::needs_firewall(resource) && finding.found == plan::Found::otherwise);
}

Error not_ours_to_mend(const Resource& resource, const plan::Finding& finding) {
  auto text = describe(resource) + " is not as it should be";
  if (!finding.detail.empty()) text += " (" + finding.detail + ")";
  return Error(ErrorKind::already_exists, std::move(text))
      .hint("remove it and run the same command again");
}

}  // namespace

// What stands on a link that is gone is found to be gone too.
Result<std::vector<plan::Step>> Applier::missing(const store::Work& work) {
  std::vector<plan::Step> steps;
  if (work.plan.empty()) return steps;
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work.plan));
  for (const auto& entry : plan.entries()) {
    MYDOCKER_TRY(auto step, missing_step(entry));
    if (step) steps.push_back(*std::move(step));
  }
  return steps;
}

Result<std::optional<plan::Step>> Applier::missing_step(const PlanEntry& entry) {
  using Found = std::optional<plan::Step>;
  if (place_of(entry.resource) == Place::container && site_.container == nullptr) return Found();
  MYDOCKER_TRY(const auto now, look_at(entry.resource));
  if (is_in_place(entry.resource, now)) return Found();
  if (!can_be_made(entry.resource, now)) return not_ours_to_mend(entry.resource, now);
  return Found(plan::Step{entry, plan::Action::create, {}});
}

// Whoever was the last has let the shared things go.
Result<void> Applier::hold_again(const store::Work& work) {
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work.plan));
  const auto links = plan::own_links(plan);
  for (const auto& entry : plan.entries()) {
    if (!plan::is_shared(entry.resource) || plan::stands_on(entry.resource, links)) continue;
    if (place_of(entry.resource) == Place::container && site_.container == nullptr) continue;
    MYDOCKER_TRY(const auto now, look_at(entry.resource));
    MYDOCKER_TRY(auto transaction, site_.state.begin());
    MYDOCKER_CHECK(site_.state.hold(shared_identity(entry.resource), work.id, now.value));
    MYDOCKER_CHECK(transaction.commit());
  }
  return {};
}

Result<void> Applier::restore(const std::vector<plan::Step>& steps) {
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    // What is left of its elements goes first.
    if (plan::needs_firewall(resource)) MYDOCKER_CHECK(site_.kernel.destroy(resource));
  }
  return do_steps(steps);
}

}  // namespace mydocker::apply

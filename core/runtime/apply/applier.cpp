#include "runtime/apply/applier.hpp"

#include <algorithm>

#include "runtime/apply/recovery.hpp"
#include "runtime/base/firewall_loss.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/step_text.hpp"

namespace mydocker::apply {

Result<void> Applier::carry_out(std::int64_t entry_id, const Result<Plan>& desired,
                                const Completion& complete) {
  const auto intended = [&]() -> Result<std::vector<plan::Step>> {
    if (!desired.ok()) return desired.error();
    MYDOCKER_TRY(auto transaction, execution_.state.begin());
    MYDOCKER_TRY(auto steps, intend(entry_id, *desired));
    MYDOCKER_CHECK(transaction.commit());
    return steps;
  };
  return carry_out(entry_id, intended(), complete);
}

Result<void> Applier::carry_out(std::int64_t entry_id, const Result<std::vector<plan::Step>>& steps,
                                const Completion& complete) {
  if (!steps.ok()) return given_up(entry_id, steps.error());
  const auto recorded = plan::plan_of(*steps);
  auto done = complete_firewall(*steps);
  if (done.ok()) done = do_steps(*steps);
  const bool all_done = done.ok();
  if (all_done) done = complete(recorded);
  if (done.ok()) {
    tell_blocked_transit(*steps);
    return {};
  }
  // The store does not know whether the completion was stored. So nothing is rolled back here.
  if (all_done && done.error().kind() == ErrorKind::unfinished) return done;

  return rolled_back(entry_id, recorded, done.error());
}

// An error of close_entry() is ignored: the journal entry stays, and the next command closes it.
Error Applier::given_up(std::int64_t entry_id, Error error) {
  if (error.kind() == ErrorKind::unfinished) return error;
  if (!execution_.created.empty()) return rolled_back(entry_id, execution_.created, error);
  (void)execution_.state.close_entry(entry_id);
  return error;
}

Error Applier::rolled_back(std::int64_t entry_id, const Plan& plan, const Error& error) {
  auto cleared = undo(entry_id, plan, Undo::rollback);
  if (cleared.ok()) cleared = execution_.state.close_entry(entry_id);
  if (cleared.ok()) return undone(error);
  return unfinished(std::move(cleared).error().within(error.message()),
                    "the next command rolls back the rest");
}

bool Applier::has_created(const Resource& resource) const {
  return std::ranges::any_of(execution_.created.entries(), [&](const PlanEntry& entry) {
    return identity_of(entry.resource) == identity_of(resource);
  });
}

Plan Applier::with_core_resources(const Plan& desired) const {
  return execution_.has_firewall ? desired : plan::with_firewall(desired);
}

Result<base::Observation> Applier::look_at(const Resource& resource) {
  if (const auto* custom = resource.get_if<Custom>())
    return look_at_custom(*custom).within("check " + describe(resource));
  return execution_.kernel.observe(resource);
}

// Observes a Custom resource. If its driver reports it as absent, but a link of its name exists,
// the link belongs to another program.
Result<base::Observation> Applier::look_at_custom(const Custom& custom) {
  MYDOCKER_TRY(const auto state, execution_.custom.observe(custom, execution_.container));
  if (state == CustomState::matches) return base::Observation{base::State::matches, {}, {}};
  if (state == CustomState::differs) return base::Observation{base::State::differs, {}, {}, true};
  for (const auto& name : custom.links) {
    MYDOCKER_TRY(const auto seen,
                 execution_.kernel.observe(Link{.place = custom.place, .name = name}));
    if (seen.state != base::State::absent)
      return base::Observation{
          base::State::foreign, "the link " + base::quoted(name) + " exists", {}};
  }
  return base::Observation{base::State::absent, {}, {}};
}

// Only the driver of a Custom resource knows whether it has repaired it. So it is asked again.
Result<void> Applier::check_repaired(const std::vector<plan::Step>& steps,
                                     std::vector<Unrepaired>& failed) {
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    if (!resource.is<Custom>() ||
        std::ranges::find(failed, resource, &Unrepaired::resource) != failed.end())
      continue;
    MYDOCKER_TRY(const auto now, look_at(resource));
    if (now.state == base::State::matches) continue;
    failed.push_back(
        {resource,
         Error(ErrorKind::driver, describe(resource) + " is still " +
                                      (now.state == base::State::absent ? "missing" : "different") +
                                      " after its driver has repaired it")
             .hint("disconnect the container and connect it again, or recreate the network")});
  }
  return {};
}

Result<std::vector<base::Observation>> Applier::look_at_unshared(const Plan& desired) {
  const auto new_links = plan::own_links(desired);
  std::vector<base::Observation> observations;
  observations.reserve(desired.entries().size());
  for (const auto& entry : desired.entries()) {
    base::Observation found{base::State::unknown, {}, {}};
    const bool later =
        plan::is_shared(entry.resource) && !plan::depends_on(entry.resource, new_links);
    if (has_created(entry.resource)) {
      found.state = base::State::just_created;
    } else if (!later && !plan::created_with(entry.resource, new_links) &&
               !entry.resource.is<PublishedPort>()) {
      MYDOCKER_TRY(found, look_at(entry.resource));
    }
    observations.push_back(std::move(found));
  }
  MYDOCKER_CHECK(look_at_ports(desired, observations));
  return observations;
}

// Observes all published ports of the plan with one request to the kernel.
Result<void> Applier::look_at_ports(const Plan& desired,
                                    std::vector<base::Observation>& observations) {
  std::vector<Resource> ports;
  std::vector<base::Observation*> of_ports;
  for (std::size_t i = 0; i < desired.entries().size(); ++i) {
    if (!desired.entries()[i].resource.is<PublishedPort>()) continue;
    ports.push_back(desired.entries()[i].resource);
    of_ports.push_back(&observations[i]);
  }
  if (ports.empty()) return {};
  MYDOCKER_TRY(auto seen, execution_.kernel.observe_all(ports));
  for (std::size_t i = 0; i < seen.size(); ++i) *of_ports[i] = std::move(seen[i]);
  return {};
}

Result<void> Applier::look_at_shared(const Plan& desired,
                                     std::vector<base::Observation>& observations) {
  const auto new_links = plan::own_links(desired);
  for (std::size_t i = 0; i < desired.entries().size(); ++i) {
    const auto& resource = desired.entries()[i].resource;
    if (!plan::is_shared(resource) || plan::depends_on(resource, new_links)) continue;
    MYDOCKER_TRY(observations[i], look_at(resource));
    if (!resource.is<Firewall>()) continue;
    if (observations[i].state == base::State::absent) MYDOCKER_CHECK(refuse_lost_firewall());
    const bool others =
        observations[i].state == base::State::foreign && !observations[i].value.empty();
    if (others) return base::firewall_of_another(observations[i].value);
  }
  return {};
}

// Returns an error if the firewall tables were flushed while active networks need them. New tables
// would contain only the rules of this plan, but would look complete. The other networks would then
// be open. A network that is still being created creates the tables itself, so it is no reason for
// an error.
Result<void> Applier::refuse_lost_firewall() {
  MYDOCKER_TRY(const auto owners, execution_.state.owners(shared_identity(Firewall{})));
  const bool lost = std::ranges::any_of(
      owners, [](const store::JournalEntry& owner) { return owner.phase == store::Phase::active; });
  return lost ? Result<void>(base::firewall_is_gone()) : Result<void>();
}

// Shared resources are observed and acquired in one transaction, so that no other command removes
// them in between.
Result<std::vector<plan::Step>> Applier::intend(std::int64_t entry_id, const Plan& desired) {
  const auto all = with_core_resources(desired);
  MYDOCKER_TRY(auto observations, look_at_unshared(all));
  MYDOCKER_CHECK(look_at_shared(all, observations));
  MYDOCKER_TRY(auto steps, plan::diff(all, observations));
  MYDOCKER_CHECK(acquire_shared(entry_id, steps));
  MYDOCKER_CHECK(execution_.state.write_plan(entry_id, plan::plan_of(steps)));
  return steps;
}

// Records that the journal entry needs the shared resources. This includes a setting that already
// has the right value. Otherwise no later command could repair the setting.
Result<void> Applier::acquire_shared(std::int64_t entry_id, std::vector<plan::Step>& steps) {
  Plan desired;
  for (const auto& step : steps) desired.ensure(step.entry.resource, step.entry.why);
  const auto new_links = plan::own_links(desired);
  for (auto& step : steps) {
    const auto& resource = step.entry.resource;
    if (!plan::is_shared(resource) || plan::depends_on(resource, new_links)) continue;
    step.prior = prior_to_store(step);
    MYDOCKER_CHECK(execution_.state.acquire(shared_identity(resource), entry_id, step.prior));
    step.holds = true;
  }
  return {};
}

std::string Applier::shared_identity(const Resource& resource) const {
  auto identity = identity_of(resource);
  if (place_of(resource) == Place::container && execution_.container != nullptr) {
    identity += " of namespace " + std::to_string(execution_.container->cookie());
  }
  return identity;
}

}  // namespace mydocker::apply

#include "runtime/apply/applier.hpp"

#include "mydocker/documents.hpp"
#include "runtime/base/firewall_loss.hpp"
#include "runtime/plan/dependence.hpp"

namespace mydocker::apply {
namespace {

plan::Found found_of(kernel::Presence presence) {
  switch (presence) {
    case kernel::Presence::absent:
      return plan::Found::absent;
    case kernel::Presence::present:
      return plan::Found::as_wished;
    case kernel::Presence::different:
      return plan::Found::otherwise;
    case kernel::Presence::foreign:
      return plan::Found::foreign;
  }
  return plan::Found::foreign;
}

// A shared thing is journaled if we change it, or if others of ours did so before us.
bool must_hold(const plan::Step& step, const store::Shared& shared) {
  return step.action == plan::Action::create || shared.others;
}

// How many steps from the first on are one change for the kernel: published ports that follow one
// another, or the first step alone.
std::size_t ports_in_a_row(std::span<const plan::Step> steps) {
  std::size_t count = 0;
  while (count < steps.size() && steps[count].action == plan::Action::create &&
         std::holds_alternative<PublishedPort>(steps[count].entry.resource))
    ++count;
  return count == 0 ? 1 : count;
}

}  // namespace

Result<std::vector<plan::Step>> Applier::prepare(const Plan& wish) {
  const auto complete = this->complete(wish);
  MYDOCKER_TRY(auto findings, look_at_unshared(complete));
  MYDOCKER_CHECK(look_at_shared(complete, findings));
  return plan::diff(complete, findings);
}

Result<void> Applier::carry_out(std::int64_t work, const Plan& wish) {
  const auto written = [&]() -> Result<std::vector<plan::Step>> {
    const auto complete = this->complete(wish);
    MYDOCKER_TRY(auto findings, look_at_unshared(complete));
    MYDOCKER_TRY(auto transaction, site_.state.begin());
    MYDOCKER_TRY(auto steps, write_intent(work, complete, std::move(findings)));
    MYDOCKER_CHECK(transaction.commit());
    return steps;
  };
  auto steps = written();
  if (steps.ok()) return carry_out(work, *steps);
  MYDOCKER_CHECK(site_.state.end_work(work));
  return std::move(steps).error();
}

Result<void> Applier::carry_out(std::int64_t work, const std::vector<plan::Step>& steps) {
  auto done = do_steps(steps);
  if (done.ok()) return {};

  store::Work row;
  row.id = work;
  row.plan = documents::encode(plan::held(steps));
  if (auto cleared = clear(row, Undo::rollback); !cleared.ok()) {
    return std::move(cleared).error().within(done.error().message());
  }
  MYDOCKER_CHECK(site_.state.end_work(work));
  return done;
}

Plan Applier::complete(const Plan& wish) const {
  return site_.has_firewall ? wish : plan::with_firewall(wish);
}

Result<plan::Finding> Applier::look_at(const Resource& resource) {
  if (const auto* custom = std::get_if<Custom>(&resource)) {
    MYDOCKER_TRY(const bool exists, site_.custom.observe(*custom, netns_of(resource)));
    return plan::Finding{exists ? plan::Found::otherwise : plan::Found::absent, {}, {}};
  }
  MYDOCKER_TRY(auto seen, site_.kernel.observe(resource));
  return plan::Finding{found_of(seen.presence), std::move(seen.detail), std::move(seen.value)};
}

Result<std::vector<plan::Finding>> Applier::look_at_unshared(const Plan& wish) {
  const auto new_links = plan::own_links(wish);
  std::vector<plan::Finding> findings;
  findings.reserve(wish.entries().size());
  for (const auto& entry : wish.entries()) {
    plan::Finding finding;
    const bool later =
        plan::is_shared(entry.resource) && !plan::stands_on(entry.resource, new_links);
    if (!later && !plan::comes_with(entry.resource, new_links)) {
      MYDOCKER_TRY(finding, look_at(entry.resource));
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

Result<void> Applier::look_at_shared(const Plan& wish, std::vector<plan::Finding>& findings) {
  const auto new_links = plan::own_links(wish);
  for (std::size_t i = 0; i < wish.entries().size(); ++i) {
    const auto& resource = wish.entries()[i].resource;
    if (!plan::is_shared(resource) || plan::stands_on(resource, new_links)) continue;
    MYDOCKER_TRY(findings[i], look_at(resource));
    if (!std::holds_alternative<Firewall>(resource) || findings[i].found != plan::Found::absent)
      continue;
    // Tables that hold the rules of this plan alone would look as if all were well.
    MYDOCKER_TRY(const auto holders, site_.state.holders(shared_identity(resource)));
    if (!holders.empty()) return base::firewall_is_gone();
  }
  return {};
}

Result<std::vector<plan::Step>> Applier::intend(std::int64_t work, const Plan& wish) {
  const auto complete = this->complete(wish);
  MYDOCKER_TRY(auto findings, look_at_unshared(complete));
  return write_intent(work, complete, std::move(findings));
}

// What is shared is looked at and held in one transaction: nobody can take it away in between.
Result<std::vector<plan::Step>> Applier::write_intent(std::int64_t work, const Plan& wish,
                                                      std::vector<plan::Finding> findings) {
  MYDOCKER_CHECK(look_at_shared(wish, findings));
  MYDOCKER_TRY(auto steps, plan::diff(wish, findings));
  MYDOCKER_CHECK(hold_shared(work, steps));
  MYDOCKER_CHECK(site_.state.write_plan(work, documents::encode(plan::held(steps))));
  return steps;
}

Result<void> Applier::hold_shared(std::int64_t work, std::vector<plan::Step>& steps) {
  Plan wish;
  for (const auto& step : steps) wish.ensure(step.entry.resource, step.entry.why);
  const auto new_links = plan::own_links(wish);
  for (auto& step : steps) {
    const auto& resource = step.entry.resource;
    if (!plan::is_shared(resource) || plan::stands_on(resource, new_links)) continue;
    const auto identity = shared_identity(resource);
    MYDOCKER_TRY(const auto shared, site_.state.shared(identity, work));
    if (!must_hold(step, shared)) continue;
    MYDOCKER_CHECK(site_.state.hold(identity, work, step.prior));
    step.holds = true;
  }
  return {};
}

Result<void> Applier::do_steps(const std::vector<plan::Step>& steps) {
  const auto shell = site_.shell();
  for (std::span<const plan::Step> rest(steps); !rest.empty();) {
    const auto row = rest.first(ports_in_a_row(rest));
    rest = rest.subspan(row.size());
    if (row.front().action != plan::Action::keep) MYDOCKER_CHECK(create_row(row));
  }
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    const auto line = plan::raise_line(resource, shell);
    if (line.empty()) continue;
    MYDOCKER_CHECK(do_step(plan::kRaiseReason, line, &Applier::raise, resource)
                       .within("raise " + describe(resource)));
  }
  return {};
}

Result<void> Applier::create_row(std::span<const plan::Step> row) {
  const auto& first = row.front().entry;
  if (row.size() == 1)
    return do_step(first.why, plan::create_line(first.resource, site_.shell()), &Applier::create,
                   first.resource)
        .within("create " + describe(first.resource));
  std::vector<Resource> resources;
  for (const auto& step : row) {
    const auto& resource = step.entry.resource;
    MYDOCKER_CHECK(site_.faults.before_step().within("create " + describe(resource)));
    site_.log.step(step.entry.why, plan::create_line(resource, site_.shell()));
    resources.push_back(resource);
  }
  MYDOCKER_CHECK(site_.kernel.create_all(resources).within(
      "create " + describe(first.resource) + " and " + std::to_string(row.size() - 1) + " more"));
  for (std::size_t n = 0; n < row.size(); ++n) site_.faults.after_step();
  return {};
}

Result<void> Applier::do_step(const std::string& why, const std::string& line,
                              Result<void> (Applier::*verb)(const Resource&),
                              const Resource& resource) {
  MYDOCKER_CHECK(site_.faults.before_step());
  site_.log.step(why, line);
  MYDOCKER_CHECK((this->*verb)(resource));
  site_.faults.after_step();
  return {};
}

Result<void> Applier::create(const Resource& resource) {
  if (const auto* custom = std::get_if<Custom>(&resource)) {
    return site_.custom.create(*custom, netns_of(resource));
  }
  return site_.kernel.create(resource);
}

Result<void> Applier::raise(const Resource& resource) { return site_.kernel.raise(resource); }

std::string Applier::shared_identity(const Resource& resource) const {
  auto identity = identity_of(resource);
  if (place_of(resource) == Place::container && site_.container != nullptr) {
    identity += " of namespace " + std::to_string(site_.container->cookie());
  }
  return identity;
}

int Applier::netns_of(const Resource& resource) const {
  const bool inside = place_of(resource) == Place::container && site_.container != nullptr;
  return inside ? site_.container->fd() : -1;
}

}  // namespace mydocker::apply

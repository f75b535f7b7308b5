// Applier: carries out the steps of a plan.
#include <algorithm>

#include "runtime/apply/applier.hpp"
#include "runtime/apply/stop_signals.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/plan/step_text.hpp"

namespace mydocker::apply {
namespace {

bool is_port(const Resource& resource) { return resource.is<PublishedPort>(); }

// Returns how many steps at the front form one request to the kernel. These are consecutive
// published ports, or consecutive parts of the container's IP configuration. For any other step,
// returns one.
std::size_t request_size(std::span<const plan::Step> steps) {
  const auto run_of = [&](bool (*belongs)(const Resource&)) {
    const auto end = std::ranges::find_if_not(steps, [&](const plan::Step& step) {
      return step.action == plan::Action::create && belongs(step.entry.resource);
    });
    return static_cast<std::size_t>(end - steps.begin());
  };
  return std::max({run_of(is_port), run_of(kernel::is_ip_configuration), std::size_t{1}});
}

}  // namespace

Result<void> Applier::begin_step() {
  if (execution_.stoppable) MYDOCKER_CHECK(check_stop_signals());
  return execution_.faults.before_step();
}

Result<void> Applier::do_steps(const std::vector<plan::Step>& steps, CreateLine create_line,
                               std::vector<Unrepaired>* failed) {
  const auto shell = execution_.shell();
  for (std::span<const plan::Step> rest(steps); !rest.empty();) {
    const auto batch = rest.first(request_size(rest));
    rest = rest.subspan(batch.size());
    if (batch.front().action == plan::Action::keep) continue;
    auto done = batch.front().action == plan::Action::update
                    ? update_in_place(batch.front(), failed)
                    : create_batch(batch, create_line);
    if (!done.ok()) return with_needed_settings(std::move(done).error(), steps);
  }
  for (const auto& step : steps) {
    const auto& resource = step.entry.resource;
    const auto line = plan::bring_up_line(resource, shell);
    if (line.empty()) continue;
    const auto what = plan::bring_up_text(resource);
    MYDOCKER_CHECK(do_step({.what = what, .why = plan::kBringUpReason, .command = line},
                           &Applier::bring_up, resource)
                       .within(what));
  }
  return {};
}

Result<void> Applier::update_in_place(const plan::Step& step, std::vector<Unrepaired>* failed) {
  const auto& resource = step.entry.resource;
  MYDOCKER_CHECK(begin_step().within("repair " + describe(resource)));
  execution_.log.step({.what = "repair " + describe(resource),
                       .why = step.entry.why,
                       .command = plan::update_line(resource, step.prior, execution_.shell())});
  auto updated = update(step).within("repair " + describe(resource));
  if (!updated.ok() && failed == nullptr) return updated;
  if (!updated.ok())
    failed->push_back({resource, with_needed_settings(std::move(updated).error(), {step})});
  execution_.faults.after_step();
  return {};
}

Result<void> Applier::update(const plan::Step& step) {
  const auto& resource = step.entry.resource;
  if (const auto* custom = resource.get_if<Custom>())
    return execution_.custom.update(*custom, execution_.container);
  return execution_.kernel.update(resource, step.prior);
}

Result<void> Applier::create_batch(std::span<const plan::Step> batch, CreateLine create_line) {
  const auto& first = batch.front().entry;
  if (batch.size() == 1)
    return do_step({.what = plan::create_text(first.resource),
                    .why = first.why,
                    .command = create_line(batch.front(), execution_.shell())},
                   &Applier::create, first.resource)
        .within("create " + describe(first.resource));
  std::vector<Resource> resources;
  std::vector<base::StepText> texts;
  for (const auto& step : batch) {
    const auto& resource = step.entry.resource;
    MYDOCKER_CHECK(begin_step().within("create " + describe(resource)));
    texts.push_back({.what = plan::create_text(resource),
                     .why = step.entry.why,
                     .command = create_line(step, execution_.shell())});
    resources.push_back(resource);
  }
  execution_.log.steps(texts);
  auto made = execution_.kernel.create_all(resources);
  if (!made.ok() && !is_port(first.resource))
    made = complete_one_by_one(resources);
  else
    made = std::move(made).within("create " + describe(first.resource) + " and " +
                                  std::to_string(batch.size() - 1) + " more");
  MYDOCKER_CHECK(std::move(made));
  for (std::size_t n = 0; n < batch.size(); ++n) execution_.faults.after_step();
  return {};
}

// Creates the resources of a failed request one by one, so that the error names the right resource.
// The request may have created some of them already. An equal resource is accepted, because it is
// on a link of this plan.
Result<void> Applier::complete_one_by_one(std::span<const Resource> resources) {
  for (const auto& resource : resources)
    MYDOCKER_CHECK(create_unless_equal(resource).within("create " + describe(resource)));
  return {};
}

Result<void> Applier::create_unless_equal(const Resource& resource) {
  auto created = execution_.kernel.create(resource);
  if (created.ok()) return created;
  const auto left = execution_.kernel.observe(resource);
  return left.ok() && left->state == base::State::matches ? Result<void>() : created;
}

Result<void> Applier::do_step(const base::StepText& text,
                              Result<void> (Applier::*verb)(const Resource&),
                              const Resource& resource) {
  MYDOCKER_CHECK(begin_step());
  execution_.log.step(text);
  MYDOCKER_CHECK((this->*verb)(resource));
  execution_.faults.after_step();
  return {};
}

// Creates the firewall tables. If active networks need rules, the tables get the rules of all
// networks at once. Incomplete tables, for example those of an older version, are completed in this
// way.
Result<void> Applier::create_firewall() {
  MYDOCKER_TRY(auto transaction, execution_.state.begin());
  MYDOCKER_TRY(const auto rules, active_rules());
  if (rules.empty()) return execution_.kernel.create(Firewall{});
  MYDOCKER_TRY(const auto transit, transit_rules());
  return execution_.kernel.restore_firewall(rules, transit);
}

Result<void> Applier::create(const Resource& resource) {
  if (resource.is<Firewall>()) return create_firewall();
  if (const auto* custom = resource.get_if<Custom>()) {
    return execution_.custom.create(*custom, execution_.container);
  }
  const auto* sysctl = resource.get_if<Sysctl>();
  if (sysctl != nullptr && sysctl->place == Place::host && sysctl->value == "1" &&
      base::is_forwarding_switch(sysctl->name))
    return create_switch(*sysctl);
  // If runtime.db was lost, the container can still have an equal routing rule from before.
  if (resource.is<RoutingRule>()) return create_unless_equal(resource);
  return execution_.kernel.create(resource);
}

Result<void> Applier::bring_up(const Resource& resource) {
  return execution_.kernel.bring_up(resource);
}

}  // namespace mydocker::apply

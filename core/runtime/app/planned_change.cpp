#include "runtime/app/planned_change.hpp"

#include <set>

#include "mydocker/documents.hpp"
#include "runtime/app/apply_network.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/plan_algebra.hpp"
#include "runtime/plan/shell_lines.hpp"

namespace mydocker::app {
namespace {

// Returns the options that differ: `option "mtu"`.
std::string changed_options(const model::Network& now, const model::Network& spec) {
  std::set<std::string> keys;
  const auto collect = [&keys](const auto& options, const auto& others) {
    for (const auto& [key, value] : options) {
      const auto other = others.find(key);
      if (other == others.end() || other->second != value) keys.insert(base::quoted(key));
    }
  };
  collect(now.options, spec.options);
  collect(spec.options, now.options);
  std::string text = keys.size() == 1 ? "option" : "options";
  for (const auto& key : keys) text += (key == *keys.begin() ? " " : ", ") + key;
  return text;
}

Error cannot_change(const model::Network& now, const model::Network& spec,
                    const Resource& resource) {
  return Error(ErrorKind::unsupported, changed_options(now, spec) +
                                           " cannot be changed while the network exists: " +
                                           describe(resource) + " would have to be recreated")
      .hint("recreate it: mydocker network export " + now.name +
            " > FILE, change the file, mydocker network apply -f FILE");
}

// Moves the entries that change in place from `added` and `removed` to the returned change.
ValueChange take_values(const std::string& owner, Plan& added, Plan& removed) {
  const auto in_place = [](const Plan& plan) {
    Plan some;
    for (const auto& entry : plan.entries())
      if (plan::changes_in_place(entry.resource))
        some.ensure(entry.resource, entry.why, entry.lifetime);
    return some;
  };
  ValueChange values{owner, in_place(plan::intersection(removed, added)),
                     in_place(plan::intersection(added, removed))};
  added = plan::difference(added, values.to);
  removed = plan::difference(removed, values.from);
  return values;
}

// A rule element or a table entry can be added or removed in one step. An entry with changed fields
// would need two steps, so it is refused.
Result<void> check_in_place(const model::Network& now, const model::Network& spec,
                            const PlannedChange& change) {
  for (const auto* plan : {&change.added, &change.removed})
    for (const auto& entry : plan->entries())
      if (!plan::is_single_entry(entry.resource)) return cannot_change(now, spec, entry.resource);
  const auto both = plan::intersection(change.added, change.removed);
  if (!both.empty()) return cannot_change(now, spec, both.entries().front().resource);
  return {};
}

// Adds the links that the new options name.
Result<void> add_links(Session& session, const model::Network& spec, HostFacts& facts) {
  MYDOCKER_TRY(const auto current, endpoint_facts(session, spec));
  for (const auto& link : current.links)
    if (facts.link(link.name) == nullptr) facts.links.push_back(link);
  return {};
}

Error in_use(const model::Network& now, const model::Network& spec, const Resource& resource,
             const std::string& container) {
  return Error(ErrorKind::in_use, changed_options(now, spec) + " would change " +
                                      describe(resource) + " of container " +
                                      base::quoted(container))
      .hint(
          "disconnect it first, and connect it again after the update: mydocker network "
          "disconnect " +
          now.name + " " + container);
}

// Adds the values that change in the plans of the endpoints.
Result<void> add_endpoints(Session& session, const model::Network& now, const model::Network& spec,
                           PlannedChange& change) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto journal_entry, open_state->state.find_entry(now.id));
  if (!journal_entry || journal_entry->plan.empty()) return {};
  MYDOCKER_TRY(const auto held, documents::decode_plan(journal_entry->plan));
  MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(now.id));
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(const auto container, apply::container_of(endpoint));
    if (!container.exists) continue;
    MYDOCKER_TRY(auto facts, kept_facts(session, now, endpoint));
    MYDOCKER_TRY(const auto before,
                 endpoint_plan(session, active_network_of(now, held), endpoint, facts));
    MYDOCKER_CHECK(add_links(session, spec, facts));
    MYDOCKER_TRY(const auto after,
                 endpoint_plan(session, active_network_of(spec, held), endpoint, facts));
    auto added = plan::difference(after, before);
    auto removed = plan::difference(before, after);
    auto values = take_values(endpoint.id, added, removed);
    const auto changed = plan::merge(added, removed);
    if (!changed.empty())
      return in_use(now, spec, changed.entries().front().resource, endpoint.container);
    if (!values.to.empty()) change.values.push_back(std::move(values));
  }
  return {};
}

}  // namespace

Result<apply::ExecutionContext> execution_for(Session& session, const model::Network& network,
                                              const store::JournalEntry& journal_entry) {
  MYDOCKER_TRY(auto* kernel, session.kernel(nullptr));
  auto execution = session.execution(network, *kernel, nullptr);
  if (journal_entry.plan.empty()) return execution;
  MYDOCKER_TRY(const auto own, documents::decode_plan(journal_entry.plan));
  execution.has_firewall = plan::has_firewall(own);
  return execution;
}

// If only labels differ, the driver is not called, because it may be missing.
Result<PlannedChange> plan_change(Session& session, const model::Network& now,
                                  const model::Network& spec) {
  if (now.options == spec.options) return PlannedChange{};
  MYDOCKER_TRY(const auto facts_now, kept_facts(session, now));
  MYDOCKER_TRY(const auto before, network_plan(session, now, facts_now));
  MYDOCKER_TRY(const auto facts_then, network_facts(session, spec));
  MYDOCKER_TRY(const auto after, network_plan(session, spec, facts_then));
  PlannedChange change{plan::difference(after, before), plan::difference(before, after)};
  if (auto values = take_values(now.id, change.added, change.removed); !values.to.empty())
    change.values.push_back(std::move(values));
  MYDOCKER_CHECK(check_in_place(now, spec, change));
  MYDOCKER_CHECK(add_endpoints(session, now, spec, change));
  return change;
}

Result<void> add_change(Session& session, const model::Network& now, const model::Network& spec,
                        plan::Script& script) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  MYDOCKER_TRY(const auto change, plan_change(session, now, spec));
  MYDOCKER_TRY(const auto journal_entry, open_state->state.find_entry(now.id));
  if (!journal_entry) return {};
  MYDOCKER_TRY(const auto execution, execution_for(session, now, *journal_entry));
  apply::Applier applier(execution);
  MYDOCKER_TRY(const auto steps, applier.prepare(change.added));
  script.create(steps, {});
  for (const auto& values : change.values)
    for (const auto& entry : values.to.entries())
      script.add(entry.why, plan::update_line(entry.resource, {}, {}));
  store::JournalEntry removed;
  removed.plan = documents::encode(change.removed);
  MYDOCKER_TRY(const auto lines, applier.removal_lines(removed));
  for (const auto& line : lines) script.add(line.why, line.command);
  return {};
}

}  // namespace mydocker::app

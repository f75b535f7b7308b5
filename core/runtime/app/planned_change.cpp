#include "runtime/app/planned_change.hpp"

#include <set>

#include "mydocker/documents.hpp"
#include "runtime/app/creation.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/plan_algebra.hpp"

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

constexpr const char* kRemake = "or recreate it with a short interruption: add --remake";

Error cannot_change(const model::Network& now, const model::Network& spec,
                    const Resource& resource) {
  return Error(ErrorKind::unsupported, changed_options(now, spec) +
                                           " cannot be changed while the network exists: " +
                                           describe(resource) + " would have to be recreated")
      .hint("recreate it: mydocker network export " + now.name +
            " > FILE, change the file, mydocker network apply -f FILE")
      .hint(kRemake);
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
Result<void> add_links(Session& session, const Manifest& driver, const model::Network& spec,
                       HostFacts& facts) {
  MYDOCKER_TRY(const auto current, endpoint_facts(session, driver, spec));
  for (const auto& link : current.links)
    if (facts.link(link.name) == nullptr) facts.links.push_back(link);
  return {};
}

// Returns the resources of `after` that differ from `before` only in values that change in place.
Plan changed_values(const Plan& before, const Plan& after) {
  Plan values;
  for (const auto& entry : after.entries())
    for (const auto& old : before.entries())
      if (plan::changes_in_place(old.resource, entry.resource))
        values.ensure(entry.resource, entry.why, entry.lifetime);
  return values;
}

// The driver of an endpoint sees the MTU of the network's link.
void set_mtus(const Plan& values, HostFacts& facts) {
  for (auto& link : facts.links)
    for (const auto& entry : values.entries()) {
      const auto* bridge = entry.resource.get_if<Bridge>();
      if (bridge != nullptr && bridge->name == link.name) link.mtu = bridge->mtu;
    }
}

// in_use: the container must be disconnected first.
Result<EndpointChange> plan_endpoint_change(Session& session, drivers::DriverHandle& driver,
                                            const model::Network& now, const model::Network& spec,
                                            const Plan& held, const model::Endpoint& endpoint,
                                            const Plan& values) {
  EndpointChange change;
  MYDOCKER_TRY(change.facts, kept_facts(session, now, endpoint));
  MYDOCKER_TRY(const auto before,
               endpoint_plan(driver, active_network_of(now, held), endpoint, change.facts));
  MYDOCKER_CHECK(add_links(session, driver.manifest(), spec, change.facts));
  set_mtus(values, change.facts);
  MYDOCKER_TRY(const auto after,
               endpoint_plan(driver, active_network_of(spec, held), endpoint, change.facts));
  change.values = changed_values(before, after);
  const auto others = plan::merge(plan::difference(after, plan::replaced(before, change.values)),
                                  plan::difference(plan::replaced(before, change.values), after));
  if (others.empty()) return change;
  return Error(ErrorKind::in_use, changed_options(now, spec) + " would change " +
                                      describe(others.entries().front().resource) +
                                      " of container " + base::quoted(endpoint.container))
      .hint(
          "disconnect it first, and connect it again after the update: mydocker network "
          "disconnect " +
          now.name + " " + endpoint.container)
      .hint(kRemake);
}

Result<void> plan_endpoint_changes(Session& session, drivers::DriverHandle& driver,
                                   const model::Network& now, const model::Network& spec,
                                   PlannedChange& change) {
  auto& open_state = session.opened();
  MYDOCKER_TRY(const auto journal_entry, open_state.state.find_entry(now.id));
  if (!journal_entry || journal_entry->plan.empty()) return {};
  MYDOCKER_TRY(const auto held, documents::decode_plan(journal_entry->plan));
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(now.id));
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(const auto container, apply::container_of(session.system, endpoint));
    if (!container.exists) continue;
    MYDOCKER_TRY(auto planned,
                 plan_endpoint_change(session, driver, now, spec, held, endpoint, change.values));
    change.endpoints.emplace(endpoint.id, std::move(planned));
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
  MYDOCKER_TRY(auto* driver, session.driver(now.driver));
  MYDOCKER_TRY(const auto facts_now, kept_facts(session, now));
  MYDOCKER_TRY(const auto before, network_plan(*driver, now, facts_now));
  PlannedChange change;
  MYDOCKER_TRY(change.facts, network_facts(session, driver->manifest(), spec));
  MYDOCKER_TRY(const auto after, network_plan(*driver, spec, change.facts));
  change.values = changed_values(before, after);
  const auto same_size = plan::replaced(before, change.values);
  change.added = plan::difference(after, same_size);
  change.removed = plan::difference(same_size, after);
  MYDOCKER_CHECK(check_in_place(now, spec, change));
  MYDOCKER_CHECK(plan_endpoint_changes(session, *driver, now, spec, change));
  return change;
}

}  // namespace mydocker::app

#include "runtime/app/planned_change.hpp"

#include <set>

#include "runtime/app/creation.hpp"
#include "runtime/app/driver_messages.hpp"
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

bool needs_other_labels(Session& session, const model::Network& now, const model::Network& spec) {
  if (now.labels == spec.labels) return false;
  const auto manifest = session.manifest_of(spec.driver);
  return manifest.ok() && (*manifest)->needs_fact(Need::labels);
}

// Checks that the change is possible in place. A set element of the firewall can be added or
// removed in one step. A resource that is both added and removed has changed fields. It would need
// two steps, so it is refused.
Result<void> check_in_place(const model::Network& now, const model::Network& spec,
                            const PlannedChange& change) {
  for (const auto* plan : {&change.added, &change.removed})
    for (const auto& entry : plan->entries())
      if (!plan::is_single_entry(entry.resource)) return cannot_change(now, spec, entry.resource);
  const auto both = plan::intersection(change.added, change.removed);
  if (!both.empty()) return cannot_change(now, spec, both.entries().front().resource);
  return {};
}

// Adds the links that options of the new definition name.
Result<void> add_links(Session& session, OpenState& open_state, const Manifest& driver,
                       const model::Network& spec, HostFacts& facts) {
  MYDOCKER_TRY(const auto current, endpoint_facts(session, open_state, driver, spec));
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

// Writes the new MTUs of bridges to the host facts. The driver reads the MTU of the network's link
// when it plans an endpoint.
void set_mtus(const Plan& values, HostFacts& facts) {
  for (auto& link : facts.links)
    for (const auto& entry : values.entries()) {
      const auto* bridge = entry.resource.get_if<Bridge>();
      if (bridge != nullptr && bridge->name == link.name) link.mtu = bridge->mtu;
    }
}

// Plans the change of one network from `now` to `spec`. Nothing is owned.
class ChangePlanner {
 public:
  ChangePlanner(Session& session, OpenState& open_state, drivers::DriverHandle& driver,
                const model::Network& now, const model::Network& spec)
      : session_(session), open_state_(open_state), driver_(driver), now_(now), spec_(spec) {}

  Result<PlannedChange> plan() {
    MYDOCKER_TRY(const auto facts_now, kept_facts(session_, open_state_, now_));
    MYDOCKER_TRY(const auto before, network_plan(driver_, now_, facts_now));
    PlannedChange change;
    MYDOCKER_TRY(change.facts, network_facts(session_, driver_.manifest(), spec_));
    MYDOCKER_TRY(const auto after, network_plan(driver_, spec_, change.facts));
    show_messages(session_.log, spec_.driver, after.warnings());
    change.status = after.status();
    change.values = changed_values(before, after);
    const auto same_size = plan::replaced(before, change.values);
    change.added = plan::difference(after, same_size);
    change.removed = plan::difference(same_size, after);
    MYDOCKER_CHECK(check_in_place(now_, spec_, change));
    MYDOCKER_CHECK(plan_endpoints(change));
    return change;
  }

 private:
  Result<void> plan_endpoints(PlannedChange& change) {
    MYDOCKER_TRY(const auto journal_entry, open_state_.state.find_entry(now_.id));
    if (!journal_entry) return {};
    MYDOCKER_TRY(const auto endpoints, open_state_.state.endpoints(now_.id));
    for (const auto& endpoint : endpoints) {
      MYDOCKER_TRY(const auto container, apply::container_of(session_.system, endpoint));
      if (!container.exists) continue;
      MYDOCKER_TRY(auto planned, plan_endpoint(journal_entry->plan, endpoint, change.values));
      change.endpoints.emplace(endpoint.id, std::move(planned));
    }
    return {};
  }

  // Plans the change of one endpoint. Error in_use: the container must be disconnected first.
  Result<EndpointChange> plan_endpoint(const Plan& recorded, const model::Endpoint& endpoint,
                                       const Plan& values) {
    EndpointChange change;
    MYDOCKER_TRY(change.facts, kept_facts(session_, open_state_, now_, endpoint));
    MYDOCKER_TRY(const auto before,
                 endpoint_plan(driver_, active_network_of(now_, recorded), endpoint, change.facts));
    MYDOCKER_CHECK(add_links(session_, open_state_, driver_.manifest(), spec_, change.facts));
    set_mtus(values, change.facts);
    MYDOCKER_TRY(const auto after, endpoint_plan(driver_, active_network_of(spec_, recorded),
                                                 endpoint, change.facts));
    change.status = after.status();
    change.values = changed_values(before, after);
    const auto same_values = plan::replaced(before, change.values);
    const auto others =
        plan::merge(plan::difference(after, same_values), plan::difference(same_values, after));
    if (others.empty()) return change;
    return must_disconnect(endpoint, others.entries().front().resource);
  }

  [[nodiscard]] Error must_disconnect(const model::Endpoint& endpoint,
                                      const Resource& resource) const {
    return Error(ErrorKind::in_use, changed_options(now_, spec_) + " would change " +
                                        describe(resource) + " of container " +
                                        base::quoted(endpoint.container))
        .hint(
            "disconnect it first, and connect it again after the update: mydocker network "
            "disconnect " +
            now_.name + " " + endpoint.container)
        .hint(kRemake);
  }

  Session& session_;
  OpenState& open_state_;
  drivers::DriverHandle& driver_;
  const model::Network& now_;
  const model::Network& spec_;
};

}  // namespace

// Plans the change. A change of labels needs the driver only if the driver reads labels. Otherwise
// the driver may be missing.
Result<PlannedChange> plan_change(Session& session, OpenState& open_state,
                                  const model::Network& now, const model::Network& spec) {
  if (now.options == spec.options && !needs_other_labels(session, now, spec))
    return PlannedChange{};
  MYDOCKER_TRY(auto* driver, session.driver(now.driver));
  return ChangePlanner(session, open_state, *driver, now, spec).plan();
}

}  // namespace mydocker::app

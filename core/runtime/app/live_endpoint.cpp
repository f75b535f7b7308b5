#include "runtime/app/live_endpoint.hpp"

#include <algorithm>
#include <utility>

#include "runtime/app/driver_plans.hpp"
#include "runtime/app/refusal.hpp"
#include "runtime/plan/plan_algebra.hpp"

namespace mydocker::app {
namespace {

using Ports = std::vector<model::PortMapping>;

Error not_connected(const model::Network& network) {
  return Error(ErrorKind::not_found, "it is not connected")
      .hint("see: mydocker network inspect " + network.name);
}

// Returns whether the error may be temporary, so that running the command again may help.
bool is_of_the_moment(const Error& error) {
  return error.kind() == ErrorKind::kernel || error.kind() == ErrorKind::busy;
}

}  // namespace

Result<LiveEndpoint> LiveEndpoint::lock(Session& session, OpenState& open_state,
                                        const std::string& network, const std::string& container) {
  auto& state = open_state.state;
  MYDOCKER_TRY(const auto definition, find_active_or_defined(session, open_state, network));
  MYDOCKER_TRY(const auto found, state.find_endpoint(definition.id, container));
  if (!found) return not_connected(definition);
  MYDOCKER_TRY(auto locked, lock_active(open_state, found->id));
  if (!locked) return open_state.why_locked(found->id);
  MYDOCKER_TRY(auto endpoint, state.endpoint_of(locked->entry.id));
  MYDOCKER_TRY(auto copy, state.find_active_network(definition.id));
  if (!endpoint || !copy) return busy();
  MYDOCKER_TRY(auto holder, apply::container_of(session.system, *endpoint));
  if (holder.exists)
    return LiveEndpoint(session, open_state,
                        {*std::move(copy), *std::move(endpoint), std::move(holder.netns)},
                        *std::move(locked));
  return Error(ErrorKind::not_found, "its network namespace no longer exists")
      .hint("connect it again, or disconnect it: mydocker network disconnect " + definition.name +
            " " + container);
}

Result<Execution> LiveEndpoint::execution() {
  return session_.execution(found_.known.network, found_.container ? &*found_.container : nullptr,
                            found_.known.firewall);
}

model::Endpoint LiveEndpoint::with(Ports ports) const {
  auto changed = found_.endpoint;
  changed.ports = std::move(ports);
  return changed;
}

// Returns the resources that publish the additional ports. Resources in the recorded plan exist
// already and are left out. An earlier removal of ports without the driver can have left them.
Result<Plan> LiveEndpoint::plan_added(const Ports& ports) {
  MYDOCKER_TRY(auto* driver, session_.driver(found_.known.network.driver));
  MYDOCKER_TRY(const auto facts,
               kept_facts(session_, open_state_, found_.known.network, found_.endpoint));
  MYDOCKER_TRY(const auto before, endpoint_plan(*driver, found_.known, found_.endpoint, facts));
  MYDOCKER_TRY(const auto after, endpoint_plan(*driver, found_.known, with(ports), facts));
  if (plan::difference(before, after).empty())
    return plan::difference(plan::difference(after, before), locked_.entry.plan);
  return Error(ErrorKind::unsupported, "driver \"" + found_.known.network.driver +
                                           "\" cannot publish ports of a connected container")
      .hint("disconnect it, and connect it again with --publish");
}

// Returns the resources that are not needed when only `ports` remain. The driver computes them. If
// the driver cannot be used, returns none while some ports remain. Then split() finds the resources
// that forward the removed ports in the recorded plan. After a temporary error, for example too
// little memory, the command fails, so that no resource is forgotten.
Result<Plan> LiveEndpoint::plan_removed(const Ports& ports) {
  auto planned = plan_removed_by_driver(ports);
  if (planned.ok() || is_of_the_moment(planned.error())) return planned;
  if (!ports.empty()) return Plan();
  return plan::needed_by_ports(locked_.entry.plan);
}

Result<Plan> LiveEndpoint::plan_removed_by_driver(const Ports& ports) {
  MYDOCKER_TRY(auto* driver, session_.driver_for_cleanup(found_.known.network.driver));
  MYDOCKER_TRY(const auto facts,
               kept_facts(session_, open_state_, found_.known.network, found_.endpoint));
  MYDOCKER_TRY(const auto before, endpoint_plan(*driver, found_.known, found_.endpoint, facts));
  MYDOCKER_TRY(const auto after, endpoint_plan(*driver, found_.known, with(ports), facts));
  return plan::difference(before, after);
}

Result<std::int64_t> LiveEndpoint::begin_change(const Ports& ports) {
  const auto owner = store::change_owner(found_.endpoint.id);
  MYDOCKER_TRY(const auto left, open_state_.state.find_entry(owner));
  if (left) return open_state_.why_locked(owner);
  MYDOCKER_TRY(const auto copy, open_state_.state.find_active_network(found_.known.network.id));
  if (!copy || copy->network.options != found_.known.network.options) return busy();
  MYDOCKER_TRY(
      const auto change_entry,
      open_state_.state.open_entry(store::EntryKind::change, owner, found_.known.network.id));
  MYDOCKER_CHECK(open_state_.state.put_endpoint(change_entry, with(ports)));
  return change_entry;
}

Result<void> LiveEndpoint::join(apply::Applier& applier, std::int64_t change_entry,
                                const Plan& added) {
  MYDOCKER_TRY(auto transaction, open_state_.state.begin());
  MYDOCKER_TRY(const auto change, open_state_.state.endpoint_of(change_entry));
  if (!change) return Error(ErrorKind::internal, "the change has no record");
  auto ports = found_.endpoint.ports;
  ports.insert(ports.end(), change->ports.begin(), change->ports.end());
  MYDOCKER_CHECK(open_state_.state.set_ports(change_entry, {}));
  MYDOCKER_CHECK(open_state_.state.set_ports(locked_.entry.id, ports));
  MYDOCKER_CHECK(applier.transfer(added, change_entry, locked_.entry.id));
  MYDOCKER_CHECK(
      open_state_.state.write_plan(locked_.entry.id, plan::merge(locked_.entry.plan, added)));
  MYDOCKER_CHECK(open_state_.state.complete_entry(change_entry));
  return transaction.commit();
}

Result<RemovedPorts> LiveEndpoint::split(apply::Applier& applier, const Ports& ports,
                                         const Plan& plan) {
  const auto& own = locked_.entry.plan;
  // Recorded resources that forward these ports are always removed. The driver may plan them
  // differently now.
  std::vector<PortView> gone;
  for (const auto& one : ports) gone.push_back(one.port);
  auto removed = plan::intersection(own, plan::merge(plan, plan::publishing(own, gone)));
  auto rest = plan::difference(own, removed);
  const auto idle = plan::idle_firewall(rest);
  removed = plan::merge(idle, removed);
  rest = plan::difference(rest, idle);
  Ports remaining;
  for (const auto& port : found_.endpoint.ports)
    if (std::ranges::find(ports, port) == ports.end()) remaining.push_back(port);
  MYDOCKER_CHECK(open_state_.state.set_ports(locked_.entry.id, remaining));
  MYDOCKER_TRY(const auto change_entry, begin_change(ports));
  MYDOCKER_CHECK(applier.transfer(removed, locked_.entry.id, change_entry));
  MYDOCKER_CHECK(open_state_.state.write_plan(locked_.entry.id, rest));
  MYDOCKER_CHECK(open_state_.state.write_plan(change_entry, removed));
  MYDOCKER_CHECK(open_state_.state.set_phase(change_entry, store::Phase::removing));
  return RemovedPorts{change_entry, std::move(removed)};
}

Result<void> LiveEndpoint::rejoin(apply::Applier& applier, const RemovedPorts& removed) {
  MYDOCKER_TRY(auto transaction, open_state_.state.begin());
  MYDOCKER_CHECK(open_state_.state.set_ports(removed.change_entry, {}));
  MYDOCKER_CHECK(open_state_.state.set_ports(locked_.entry.id, found_.endpoint.ports));
  MYDOCKER_CHECK(applier.transfer(removed.plan, removed.change_entry, locked_.entry.id));
  MYDOCKER_CHECK(open_state_.state.write_plan(locked_.entry.id, locked_.entry.plan));
  MYDOCKER_CHECK(open_state_.state.close_entry(removed.change_entry));
  return transaction.commit();
}

}  // namespace mydocker::app

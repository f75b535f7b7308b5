#include "runtime/app/live_endpoint.hpp"

#include <algorithm>
#include <utility>

#include "runtime/app/driver_plans.hpp"
#include "runtime/plan/plan_algebra.hpp"

namespace mydocker::app {
namespace {

using Ports = std::vector<model::PortMapping>;

Error endpoint_busy() {
  return Error(ErrorKind::busy, "another command is changing it").hint("try again in a moment");
}

Error not_connected(const model::Network& network) {
  return Error(ErrorKind::not_found, "it is not connected")
      .hint("see: mydocker network inspect " + network.name);
}

// Returns whether the cause may be temporary, so that a retry may succeed.
bool is_of_the_moment(const Error& error) {
  return error.kind() == ErrorKind::kernel || error.kind() == ErrorKind::busy;
}

}  // namespace

LiveEndpoint::LiveEndpoint(LiveEndpoint&& other) noexcept
    : session_(other.session_),
      open_state_(std::exchange(other.open_state_, nullptr)),
      container_(std::move(other.container_)),
      known_(std::move(other.known_)),
      endpoint_(std::move(other.endpoint_)),
      journal_entry_(std::move(other.journal_entry_)) {}

LiveEndpoint::~LiveEndpoint() {
  if (open_state_ != nullptr && journal_entry_.id != 0)
    open_state_->state.unlock(journal_entry_.id);
}

Result<LiveEndpoint> LiveEndpoint::lock(Session& session, OpenState& open_state,
                                        const std::string& network, const std::string& container) {
  LiveEndpoint live(session, open_state);
  MYDOCKER_CHECK(live.look_up(network, container));
  return live;
}

Result<void> LiveEndpoint::look_up(const std::string& network, const std::string& container) {
  MYDOCKER_TRY(const auto definition, find_active_or_defined(*session_, *open_state_, network));
  MYDOCKER_TRY(const auto found, open_state_->state.find_endpoint(definition.id, container));
  if (!found) return not_connected(definition);
  MYDOCKER_TRY(const auto journal_entry, open_state_->state.find_entry(found->id));
  if (!journal_entry || journal_entry->phase != store::Phase::active)
    return open_state_->why_locked(found->id);
  MYDOCKER_TRY(const bool locked, open_state_->state.try_lock(journal_entry->id));
  if (!locked) return endpoint_busy();
  // The entry is read again under the lock, because another command may have changed it before.
  journal_entry_.id = journal_entry->id;
  MYDOCKER_TRY(const auto now, open_state_->state.find_entry(found->id));
  if (!now || now->id != journal_entry->id || now->phase != store::Phase::active)
    return endpoint_busy();
  journal_entry_ = *now;
  MYDOCKER_TRY(const auto endpoint, open_state_->state.endpoint_of(journal_entry_.id));
  MYDOCKER_TRY(auto copy, open_state_->state.find_active_network(definition.id));
  if (!endpoint || !copy) return endpoint_busy();
  endpoint_ = *endpoint;
  known_ = *std::move(copy);
  MYDOCKER_TRY(auto holder, apply::container_of(session_->system, endpoint_));
  container_ = std::move(holder.netns);
  if (holder.exists) return {};
  return Error(ErrorKind::not_found, "its network namespace no longer exists")
      .hint("connect it again, or disconnect it: mydocker network disconnect " + definition.name +
            " " + container);
}

Result<apply::ExecutionContext> LiveEndpoint::execution() {
  const auto* inside = container_ ? &*container_ : nullptr;
  MYDOCKER_TRY(auto* kernel, session_->kernel(inside));
  auto execution = session_->execution(known_.network, *kernel, inside);
  execution.has_firewall = known_.firewall;
  return execution;
}

model::Endpoint LiveEndpoint::with(Ports ports) const {
  auto changed = endpoint_;
  changed.ports = std::move(ports);
  return changed;
}

// Returns the additional resources for the ports. An earlier removal without the driver may have
// left some of them in the record. These exist already.
Result<Plan> LiveEndpoint::plan_added(const Ports& ports) {
  MYDOCKER_TRY(auto* driver, session_->driver(known_.network.driver));
  MYDOCKER_TRY(const auto facts, kept_facts(*session_, *open_state_, known_.network, endpoint_));
  MYDOCKER_TRY(const auto before, endpoint_plan(*driver, known_, endpoint_, facts));
  MYDOCKER_TRY(const auto after, endpoint_plan(*driver, known_, with(ports), facts));
  if (plan::difference(before, after).empty())
    return plan::difference(plan::difference(after, before), journal_entry_.plan);
  return Error(ErrorKind::unsupported, "driver \"" + known_.network.driver +
                                           "\" cannot publish ports of a connected container")
      .hint("disconnect it, and connect it again with --publish");
}

// Returns the resources that are not needed when only `ports` remain. The driver plans them. If the
// driver cannot be used, split() finds the resources that forward these ports in the record. After
// a temporary error (for example too little memory) the command fails, so that no resource remains.
Result<Plan> LiveEndpoint::plan_removed(const Ports& ports) {
  auto planned = plan_removed_by_driver(ports);
  if (planned.ok() || is_of_the_moment(planned.error())) return planned;
  if (!ports.empty()) return Plan();
  return plan::needed_by_ports(journal_entry_.plan);
}

Result<Plan> LiveEndpoint::plan_removed_by_driver(const Ports& ports) {
  MYDOCKER_TRY(auto* driver, session_->driver_for_cleanup(known_.network.driver));
  MYDOCKER_TRY(const auto facts, kept_facts(*session_, *open_state_, known_.network, endpoint_));
  MYDOCKER_TRY(const auto before, endpoint_plan(*driver, known_, endpoint_, facts));
  MYDOCKER_TRY(const auto after, endpoint_plan(*driver, known_, with(ports), facts));
  return plan::difference(before, after);
}

Result<std::int64_t> LiveEndpoint::begin_change(const Ports& ports) {
  const auto owner = store::change_owner(endpoint_.id);
  MYDOCKER_TRY(const auto left, open_state_->state.find_entry(owner));
  if (left) return open_state_->why_locked(owner);
  MYDOCKER_TRY(const auto copy, open_state_->state.find_active_network(known_.network.id));
  if (!copy || copy->network.options != known_.network.options) return endpoint_busy();
  MYDOCKER_TRY(const auto change_entry,
               open_state_->state.open_entry(store::EntryKind::change, owner, known_.network.id));
  MYDOCKER_CHECK(open_state_->state.insert_change(change_entry, with(ports)));
  return change_entry;
}

Result<void> LiveEndpoint::join(apply::Applier& applier, std::int64_t change_entry,
                                const Plan& held) {
  MYDOCKER_TRY(auto transaction, open_state_->state.begin());
  MYDOCKER_TRY(const auto added, open_state_->state.endpoint_of(change_entry));
  if (!added) return Error(ErrorKind::internal, "the change has no record");
  auto ports = endpoint_.ports;
  ports.insert(ports.end(), added->ports.begin(), added->ports.end());
  MYDOCKER_CHECK(open_state_->state.set_ports(change_entry, {}));
  MYDOCKER_CHECK(open_state_->state.set_ports(journal_entry_.id, ports));
  MYDOCKER_CHECK(applier.transfer(held, change_entry, journal_entry_.id));
  MYDOCKER_CHECK(
      open_state_->state.write_plan(journal_entry_.id, plan::merge(journal_entry_.plan, held)));
  MYDOCKER_CHECK(open_state_->state.complete_entry(change_entry));
  return transaction.commit();
}

Result<store::JournalEntry> LiveEndpoint::split(apply::Applier& applier, const Ports& ports,
                                                const Plan& plan) {
  const auto& own = journal_entry_.plan;
  // Always removes the recorded resources that forward these ports. This is also done if the driver
  // would plan them differently now.
  std::vector<PortView> gone;
  for (const auto& one : ports) gone.push_back(one.port);
  auto taken = plan::intersection(own, plan::merge(plan, plan::publishing(own, gone)));
  auto rest = plan::difference(own, taken);
  const auto idle = plan::idle_firewall(rest);
  taken = plan::merge(idle, taken);
  rest = plan::difference(rest, idle);
  Ports remaining;
  for (const auto& port : endpoint_.ports)
    if (std::ranges::find(ports, port) == ports.end()) remaining.push_back(port);
  MYDOCKER_CHECK(open_state_->state.set_ports(journal_entry_.id, remaining));
  MYDOCKER_TRY(const auto change_entry, begin_change(ports));
  MYDOCKER_CHECK(applier.transfer(taken, journal_entry_.id, change_entry));
  MYDOCKER_CHECK(open_state_->state.write_plan(journal_entry_.id, rest));
  MYDOCKER_CHECK(open_state_->state.write_plan(change_entry, taken));
  MYDOCKER_CHECK(open_state_->state.set_phase(change_entry, store::Phase::removing));
  store::JournalEntry removed;
  removed.id = change_entry;
  removed.plan = std::move(taken);
  return removed;
}

Result<void> LiveEndpoint::rejoin(apply::Applier& applier,
                                  const store::JournalEntry& change_entry) {
  MYDOCKER_TRY(auto transaction, open_state_->state.begin());
  MYDOCKER_CHECK(open_state_->state.set_ports(change_entry.id, {}));
  MYDOCKER_CHECK(open_state_->state.set_ports(journal_entry_.id, endpoint_.ports));
  MYDOCKER_CHECK(applier.transfer(change_entry.plan, change_entry.id, journal_entry_.id));
  MYDOCKER_CHECK(open_state_->state.write_plan(journal_entry_.id, journal_entry_.plan));
  MYDOCKER_CHECK(open_state_->state.close_entry(change_entry.id));
  return transaction.commit();
}

}  // namespace mydocker::app

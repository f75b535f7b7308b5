#include "runtime/app/live_endpoint.hpp"

#include <algorithm>
#include <utility>

#include "mydocker/documents.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/plan/part.hpp"

namespace mydocker::app {
namespace {

using Ports = std::vector<model::Publication>;

Error endpoint_busy() {
  return Error(ErrorKind::busy, "another command is changing it").hint("try again in a moment");
}

Error not_connected(const model::Network& network) {
  return Error(ErrorKind::not_found, "it is not connected")
      .hint("see: mydocker network inspect " + network.name);
}

}  // namespace

LiveEndpoint::LiveEndpoint(LiveEndpoint&& other) noexcept
    : parts_(other.parts_),
      state_(std::exchange(other.state_, nullptr)),
      container_(std::move(other.container_)),
      known_(std::move(other.known_)),
      endpoint_(std::move(other.endpoint_)),
      row_(std::move(other.row_)) {}

LiveEndpoint::~LiveEndpoint() {
  if (state_ != nullptr && row_.id != 0) state_->unclaim(row_.id);
}

Result<LiveEndpoint> LiveEndpoint::claim(Parts& parts, const std::string& network,
                                         const std::string& container) {
  MYDOCKER_TRY(auto* world, parts.world());
  LiveEndpoint live(parts, *world);
  MYDOCKER_CHECK(live.look_up(network, container));
  return live;
}

Result<void> LiveEndpoint::look_up(const std::string& network, const std::string& container) {
  MYDOCKER_TRY(const auto* world, parts_->world());
  MYDOCKER_TRY(const auto definition, known_network(*parts_, network));
  MYDOCKER_TRY(const auto found, state_->find_endpoint(definition.id, container));
  if (!found) return not_connected(definition);
  MYDOCKER_TRY(const auto row, state_->work_of(found->id));
  if (!row || row->phase != store::Phase::active) return world->held(found->id);
  MYDOCKER_TRY(const bool claimed, state_->claim(row->id));
  if (!claimed) return endpoint_busy();
  // Nobody else changes it any more; somebody may have done so until now.
  row_.id = row->id;
  MYDOCKER_TRY(const auto now, state_->work_of(found->id));
  if (!now || now->id != row->id || now->phase != store::Phase::active) return endpoint_busy();
  row_ = *now;
  MYDOCKER_TRY(const auto endpoint, state_->endpoint_of(row_.id));
  MYDOCKER_TRY(auto copy, state_->find_copy(definition.id));
  if (!endpoint || !copy) return endpoint_busy();
  endpoint_ = *endpoint;
  known_ = *std::move(copy);
  container_ = apply::namespace_of(endpoint_);
  if (container_) return {};
  return Error(ErrorKind::not_found, "its network namespace is gone")
      .hint("connect it again, or disconnect it: mydocker network disconnect " + definition.name +
            " " + container);
}

Result<apply::Site> LiveEndpoint::site() {
  MYDOCKER_TRY(auto* kernel, parts_->kernel(&*container_));
  auto site = parts_->site(known_.network, *kernel, &*container_);
  site.has_firewall = known_.firewall;
  return site;
}

model::Endpoint LiveEndpoint::with(Ports ports) const {
  auto changed = endpoint_;
  changed.ports = std::move(ports);
  return changed;
}

Result<Plan> LiveEndpoint::plan_added(const Ports& ports) {
  MYDOCKER_TRY(const auto facts, kept_facts(*parts_, known_.network, endpoint_));
  MYDOCKER_TRY(const auto before, endpoint_plan(*parts_, known_, endpoint_, facts));
  MYDOCKER_TRY(const auto after, endpoint_plan(*parts_, known_, with(ports), facts));
  if (plan::without(before, after).empty()) return plan::without(after, before);
  return Error(ErrorKind::unsupported, "driver \"" + known_.network.driver +
                                           "\" cannot publish while a container is connected")
      .hint("disconnect it, and connect it again with --publish");
}

// A port can be closed whatever has become of the driver: split() takes what leads to it from the
// record. A driver that is there knows what else was only for that port.
Result<Plan> LiveEndpoint::plan_removed(const Ports& ports) {
  const auto driver = parts_->driver_of_old(known_.network.driver);
  const auto facts = kept_facts(*parts_, known_.network, endpoint_);
  if (!driver || !facts) return Plan();
  const auto before = endpoint_plan(**driver, known_, endpoint_, *facts);
  const auto after = endpoint_plan(**driver, known_, with(ports), *facts);
  return before && after ? plan::without(*before, *after) : Plan();
}

Result<std::int64_t> LiveEndpoint::begin_part(const Ports& ports) {
  MYDOCKER_TRY(const auto* world, parts_->world());
  const auto owner = store::part_owner(endpoint_.id);
  MYDOCKER_TRY(const auto left, state_->work_of(owner));
  if (left) return world->held(owner);
  MYDOCKER_TRY(const auto copy, state_->find_copy(known_.network.id));
  if (!copy || copy->network.options != known_.network.options) return endpoint_busy();
  MYDOCKER_TRY(const auto part,
               state_->begin_work(store::WorkKind::part, owner, known_.network.id));
  MYDOCKER_CHECK(state_->insert_part(part, with(ports)));
  return part;
}

Result<void> LiveEndpoint::join(std::int64_t part, const Plan& held) {
  MYDOCKER_TRY(const auto site, this->site());
  MYDOCKER_TRY(const auto own, documents::decode_plan(row_.plan));
  MYDOCKER_TRY(auto transaction, state_->begin());
  MYDOCKER_TRY(const auto added, state_->endpoint_of(part));
  if (!added) return Error(ErrorKind::internal, "the part has no record");
  auto ports = endpoint_.ports;
  ports.insert(ports.end(), added->ports.begin(), added->ports.end());
  MYDOCKER_CHECK(state_->set_ports(part, {}));
  MYDOCKER_CHECK(state_->set_ports(row_.id, ports));
  MYDOCKER_CHECK(apply::Applier(site).pass_on(held, part, row_.id));
  MYDOCKER_CHECK(state_->write_plan(row_.id, documents::encode(plan::joined(own, held))));
  MYDOCKER_CHECK(state_->end_work(part));
  return transaction.commit();
}

Result<store::Work> LiveEndpoint::split(const Ports& ports, const Plan& plan) {
  MYDOCKER_TRY(const auto site, this->site());
  MYDOCKER_TRY(const auto own, documents::decode_plan(row_.plan));
  // What leads to the container goes, also if the driver would plan it otherwise by now.
  std::vector<PortView> gone;
  for (const auto& one : ports) gone.push_back(one.port);
  auto taken = plan::common(own, plan::joined(plan, plan::publishing(own, gone)));
  auto rest = plan::without(own, taken);
  const auto idle = plan::idle_firewall(rest);
  taken = plan::joined(idle, taken);
  rest = plan::without(rest, idle);
  Ports remaining;
  for (const auto& port : endpoint_.ports)
    if (std::ranges::find(ports, port) == ports.end()) remaining.push_back(port);
  MYDOCKER_CHECK(state_->set_ports(row_.id, remaining));
  MYDOCKER_TRY(const auto part, begin_part(ports));
  MYDOCKER_CHECK(apply::Applier(site).pass_on(taken, row_.id, part));
  MYDOCKER_CHECK(state_->write_plan(row_.id, documents::encode(rest)));
  store::Work work;
  work.id = part;
  work.plan = documents::encode(taken);
  MYDOCKER_CHECK(state_->write_plan(part, work.plan));
  MYDOCKER_CHECK(state_->set_phase(part, store::Phase::removing));
  return work;
}

Result<void> LiveEndpoint::rejoin(const store::Work& part) {
  MYDOCKER_TRY(const auto site, this->site());
  MYDOCKER_TRY(const auto plan, documents::decode_plan(part.plan));
  MYDOCKER_TRY(auto transaction, state_->begin());
  MYDOCKER_CHECK(state_->set_ports(part.id, {}));
  MYDOCKER_CHECK(state_->set_ports(row_.id, endpoint_.ports));
  MYDOCKER_CHECK(apply::Applier(site).pass_on(plan, part.id, row_.id));
  MYDOCKER_CHECK(state_->write_plan(row_.id, row_.plan));
  MYDOCKER_CHECK(state_->end_work(part.id));
  return transaction.commit();
}

}  // namespace mydocker::app

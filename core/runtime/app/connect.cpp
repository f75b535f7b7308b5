#include "mydocker/documents.hpp"
#include "runtime/app/apply_network.hpp"
#include "runtime/app/endpoint_wish.hpp"
#include "runtime/app/parts.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependence.hpp"
#include "runtime/plan/plan_check.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

// What a connection needs beside the request.
struct Ends {
  model::Network network;
  kernel::Netns container;
  store::Work network_work;
};

// An endpoint whose namespace is gone is no obstacle: the container was made anew.
Result<void> clear_stale(Parts& parts, const Ends& ends, const std::string& container) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto old, world->state.find_endpoint(ends.network.id, container));
  if (!old || apply::namespace_of(*old)) return {};
  MYDOCKER_TRY(const auto work, world->state.work_of(old->id));
  if (!work) return {};
  MYDOCKER_TRY(const bool ours, world->state.claim(work->id));
  if (!ours) return {};
  return apply::clear_away(parts.ground(), *work, apply::Undo::removal);
}

Result<Plan> endpoint_plan(Parts& parts, const Ends& ends, const model::Endpoint& endpoint) {
  MYDOCKER_TRY(auto* driver, parts.driver(ends.network.driver));
  MYDOCKER_TRY(const auto facts, endpoint_facts(parts, ends.network));
  MYDOCKER_TRY(auto plan, driver->plan_endpoint(view_of(ends.network), view_of(endpoint), facts));
  plan::PlanRules rules;
  rules.endpoint = true;
  rules.kinds = driver->manifest().resources;
  for (const auto& subnet : ends.network.subnets) rules.subnets.push_back(subnet.prefix);
  if (!ends.network_work.plan.empty()) {
    MYDOCKER_TRY(const auto base, documents::decode_plan(ends.network_work.plan));
    rules.host_links = plan::host_links(base);
  }
  MYDOCKER_CHECK(plan::check_plan(plan, rules).within("driver \"" + ends.network.driver + "\""));
  return plan;
}

Result<std::string> endpoint_script(Parts& parts, const Ends& ends,
                                    const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto plan, endpoint_plan(parts, ends, endpoint));
  MYDOCKER_TRY(auto* kernel, parts.kernel(&ends.container));
  apply::Applier applier(parts.site(ends.network, *kernel, &ends.container));
  MYDOCKER_TRY(const auto steps, applier.prepare(plan));
  plan::Script script("connects \"" + endpoint.container + "\" to network \"" + ends.network.name +
                      "\"");
  script.create(steps, {ends.container.path()});
  return script.text();
}

Result<void> apply_endpoint(Parts& parts, const Ends& ends, const model::Endpoint& endpoint,
                            std::int64_t work) {
  MYDOCKER_TRY(auto* world, parts.world());
  auto plan = endpoint_plan(parts, ends, endpoint);
  if (!plan.ok()) {
    MYDOCKER_CHECK(world->state.end_work(work));
    return std::move(plan).error();
  }
  MYDOCKER_TRY(auto* kernel, parts.kernel(&ends.container));
  apply::Applier applier(parts.site(ends.network, *kernel, &ends.container));
  MYDOCKER_CHECK(applier.carry_out(work, *plan));
  return world->state.set_phase(work, store::Phase::active);
}

// The network may have gone between the look at it and the transaction.
Result<void> still_there(World& world, const Ends& ends) {
  MYDOCKER_TRY(const auto row, world.state.work_of(ends.network.id));
  if (row && row->phase == store::Phase::active) return {};
  return Error(ErrorKind::busy, "another command is removing network \"" + ends.network.name + "\"")
      .hint("see: mydocker network ls");
}

Result<ChangeReport> connect_to(Parts& parts, const ConnectRequest& request, const Ends& ends) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_CHECK(clear_stale(parts, ends, request.container));
  MYDOCKER_TRY(auto transaction, world->state.begin());
  MYDOCKER_CHECK(still_there(*world, ends));
  MYDOCKER_TRY(auto endpoint, endpoint_wish(parts, request, ends.network, ends.container));
  MYDOCKER_TRY(const auto work,
               world->state.begin_work(store::WorkKind::endpoint, endpoint.id, ends.network.id));
  MYDOCKER_CHECK(world->state.insert_endpoint(work, endpoint));
  if (request.dry_run) {
    MYDOCKER_TRY(auto script, endpoint_script(parts, ends, endpoint));
    return ChangeReport{endpoint.id, ends.network.name, std::move(script)};
  }
  MYDOCKER_CHECK(transaction.commit());
  MYDOCKER_CHECK(apply_endpoint(parts, ends, endpoint, work));
  return ChangeReport{endpoint.id, ends.network.name, {}};
}

Result<ChangeReport> connect_request(Parts& parts, const ConnectRequest& request) {
  MYDOCKER_TRY(auto network, require_network(parts, request.network));
  MYDOCKER_TRY(auto container, container_namespace(parts, request));
  MYDOCKER_CHECK(parts.driver(network.driver));  // not while others wait for the transaction
  MYDOCKER_TRY(auto work, require_applied(parts, network));
  return connect_to(parts, request, {std::move(network), std::move(container), std::move(work)});
}

}  // namespace

Result<ChangeReport> Runtime::connect(const ConnectRequest& request) {
  return connect_request(*parts_, request)
      .within("connect " + base::quoted(request.container) + " to network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app

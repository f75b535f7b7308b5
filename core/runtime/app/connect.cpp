#include "mydocker/documents.hpp"
#include "runtime/app/apply_network.hpp"
#include "runtime/app/container_namespace.hpp"
#include "runtime/app/driver_plans.hpp"
#include "runtime/app/endpoint_wish.hpp"
#include "runtime/app/parent_claims.hpp"
#include "runtime/app/parts.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependence.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

// What a connection needs beside the request.
struct Ends {
  store::NetworkCopy known;
  kernel::Netns container;

  [[nodiscard]] const model::Network& network() const noexcept { return known.network; }
};

using Transaction = store::RuntimeState::Transaction;

Result<void> clear_stale(Parts& parts, World& world, const model::Endpoint& old) {
  MYDOCKER_TRY(const auto work, world.state.work_of(old.id));
  if (!work) return {};
  MYDOCKER_TRY(const bool ours, world.state.claim(work->id));
  if (!ours) return {};
  return apply::clear_away(parts.ground(), *work, apply::Undo::removal);
}

// An endpoint whose namespace is gone is no obstacle: the container was made anew.
Result<Transaction> begin_without_stale(Parts& parts, World& world, const Ends& ends,
                                        const std::string& container) {
  MYDOCKER_TRY(auto transaction, world.state.begin());
  MYDOCKER_TRY(const auto old, world.state.find_endpoint(ends.network().id, container));
  if (old && world.leftovers.contains(old->id)) return world.held(old->id);
  if (!old || apply::namespace_of(*old)) return transaction;
  { const auto given_up = std::move(transaction); }  // nobody waits while links are deleted
  MYDOCKER_CHECK(clear_stale(parts, world, *old));
  return world.state.begin();
}

apply::Site site_of(Parts& parts, const Ends& ends, kernel::Kernel& kernel) {
  auto site = parts.site(ends.network(), kernel, &ends.container);
  site.has_firewall = ends.known.firewall;
  return site;
}

Result<std::string> endpoint_script(Parts& parts, const Ends& ends,
                                    const model::Endpoint& endpoint) {
  MYDOCKER_TRY(const auto facts, endpoint_facts(parts, ends.network()));
  MYDOCKER_TRY(const auto plan, endpoint_plan(parts, ends.known, endpoint, facts));
  MYDOCKER_CHECK(check_parents(parts, plan));
  MYDOCKER_TRY(auto* kernel, parts.kernel(&ends.container));
  apply::Applier applier(site_of(parts, ends, *kernel));
  MYDOCKER_TRY(const auto steps, applier.prepare(plan));
  plan::Script script("connects \"" + endpoint.container + "\" to network \"" +
                      ends.network().name + "\"");
  script.create(steps, {ends.container.path()});
  return script.text();
}

// In a transaction of its own.
Result<Plan> claimed_plan(Parts& parts, const Ends& ends, const model::Endpoint& endpoint,
                          std::int64_t work) {
  MYDOCKER_TRY(const auto facts, endpoint_facts(parts, ends.network()));
  MYDOCKER_TRY(auto plan, endpoint_plan(parts, ends.known, endpoint, facts));
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto transaction, world->state.begin());
  MYDOCKER_CHECK(claim_parents(parts, plan, work));
  MYDOCKER_CHECK(world->state.keep_facts(work, facts));
  MYDOCKER_CHECK(transaction.commit());
  return plan;
}

// With a driver that may take its time: others are not kept waiting while it plans.
Result<void> apply_slowly(Parts& parts, const Ends& ends, const model::Endpoint& endpoint,
                          std::int64_t work) {
  MYDOCKER_TRY(auto* world, parts.world());
  auto plan = claimed_plan(parts, ends, endpoint, work);
  if (!plan.ok()) {
    MYDOCKER_CHECK(world->state.end_work(work));
    return std::move(plan).error();
  }
  MYDOCKER_TRY(auto* kernel, parts.kernel(&ends.container));
  apply::Applier applier(site_of(parts, ends, *kernel));
  return applier.carry_out(work, *plan);
}

// The row, the endpoint and its plan are written at once.
Result<void> apply_promptly(Parts& parts, const Ends& ends, const model::Endpoint& endpoint,
                            std::int64_t work, Transaction transaction) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(const auto facts, endpoint_facts(parts, ends.network()));
  MYDOCKER_TRY(const auto plan, endpoint_plan(parts, ends.known, endpoint, facts));
  MYDOCKER_CHECK(claim_parents(parts, plan, work));
  MYDOCKER_CHECK(world->state.keep_facts(work, facts));
  MYDOCKER_TRY(auto* kernel, parts.kernel(&ends.container));
  apply::Applier applier(site_of(parts, ends, *kernel));
  MYDOCKER_TRY(const auto steps, applier.intend(work, plan));
  MYDOCKER_CHECK(transaction.commit());
  return applier.carry_out(work, steps);
}

// Between the look at it and the transaction the network may have gone, or been changed.
Result<void> look_again(World& world, Ends& ends) {
  MYDOCKER_TRY(auto copy, world.state.find_copy(ends.network().id));
  if (copy) {
    ends.known = *std::move(copy);
    return {};
  }
  MYDOCKER_TRY(const bool active, world.state.is_active(ends.network().id));
  if (active) return world.state.keep_copy(ends.known);
  if (world.leftovers.contains(ends.network().id)) return world.held(ends.network().id);
  return Error(ErrorKind::busy,
               "another command is removing network \"" + ends.network().name + "\"")
      .hint("see: mydocker network ls");
}

Result<ChangeReport> connect_to(Parts& parts, const ConnectRequest& request, Ends ends) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto transaction, begin_without_stale(parts, *world, ends, request.container));
  MYDOCKER_CHECK(look_again(*world, ends));
  MYDOCKER_TRY(auto endpoint, endpoint_wish(parts, request, ends.network(), ends.container));
  MYDOCKER_TRY(const auto work,
               world->state.begin_work(store::WorkKind::endpoint, endpoint.id, ends.network().id));
  MYDOCKER_CHECK(world->state.insert_endpoint(work, endpoint));
  if (request.dry_run) {
    MYDOCKER_TRY(auto script, endpoint_script(parts, ends, endpoint));
    return ChangeReport{endpoint.id, ends.network().name, std::move(script)};
  }
  MYDOCKER_TRY(auto* driver, parts.driver(ends.network().driver));
  if (driver->is_prompt()) {
    MYDOCKER_CHECK(apply_promptly(parts, ends, endpoint, work, std::move(transaction)));
  } else {
    MYDOCKER_CHECK(transaction.commit());
    MYDOCKER_CHECK(apply_slowly(parts, ends, endpoint, work));
  }
  MYDOCKER_CHECK(world->state.set_phase(work, store::Phase::active));
  return ChangeReport{endpoint.id, ends.network().name, {}};
}

// From the definitions; a network that is not in the kernel is put there.
Result<store::NetworkCopy> defined_network(Parts& parts, const model::Network& network) {
  MYDOCKER_TRY(const auto work, require_applied(parts, network));
  store::NetworkCopy known;
  MYDOCKER_TRY(known.network, require_network(parts, network.id));
  if (work.plan.empty()) return known;
  MYDOCKER_TRY(const auto plan, documents::decode_plan(work.plan));
  known.host_links = plan::host_links(plan);
  known.firewall = plan::has_firewall(plan);
  return known;
}

Result<ChangeReport> connect_request(Parts& parts, const ConnectRequest& request) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto copy, world->state.find_copy(request.network));
  store::NetworkCopy known;
  if (copy) {
    known = *std::move(copy);
  } else {
    MYDOCKER_TRY(known.network, require_network(parts, request.network));
  }
  MYDOCKER_TRY(const auto* driver, parts.driver(known.network.driver));  // not while others wait
  MYDOCKER_TRY(auto container, container_namespace(parts, request, driver->manifest()));
  if (!copy) {
    MYDOCKER_TRY(known, defined_network(parts, known.network));
  }
  return connect_to(parts, request, {std::move(known), std::move(container)});
}

}  // namespace

Result<ChangeReport> Runtime::connect(const ConnectRequest& request) {
  return connect_request(*parts_, request)
      .within("connect " + base::quoted(request.container) + " to network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app

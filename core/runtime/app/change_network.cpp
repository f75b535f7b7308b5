#include "runtime/app/change_network.hpp"

#include <utility>
#include <vector>

#include "mydocker/documents.hpp"
#include "runtime/plan/part.hpp"

namespace mydocker::app {
namespace {

Error change_busy() {
  return Error(ErrorKind::busy, "another command is at work on it").hint("try again in a moment");
}

// What of an endpoint may change while others look at it.
using Asked = std::pair<std::string, std::vector<model::Publication>>;

Result<std::vector<Asked>> endpoints_now(World& world, const model::Network& network) {
  MYDOCKER_TRY(const auto endpoints, world.state.endpoints(network.id));
  std::vector<Asked> asked;
  for (const auto& endpoint : endpoints) {
    const auto owner = store::part_owner(endpoint.id);
    MYDOCKER_TRY(const auto part, world.state.work_of(owner));
    if (part) return world.held(owner);  // ports are on their way in or out
    asked.emplace_back(endpoint.id, endpoint.ports);
  }
  return asked;
}

}  // namespace

// What is on its way in, and later on its way out, with a row of its own.
struct NetworkChanger::Part {
  std::int64_t id = 0;
  PlannedChange change{};
  std::vector<Asked> asked{};  // about whom
  Plan held{};                 // what was added
  Plan taken{};                // what has to go
};

NetworkChanger::~NetworkChanger() {
  if (row_) world_.state.unclaim(row_->id);
}

Result<model::Network> NetworkChanger::claim(const std::string& reference) {
  MYDOCKER_TRY(const auto found, require_network(parts_, reference));
  MYDOCKER_TRY(auto row, world_.state.work_of(found.id));
  if (!row) {
    MYDOCKER_TRY(auto* definitions, parts_.definitions());
    MYDOCKER_TRY(auto transaction, definitions->begin());
    defining_.emplace(std::move(transaction));
  } else {
    MYDOCKER_TRY(const bool claimed, world_.state.claim(row->id));
    if (!claimed) return change_busy();
    // Somebody may have changed it until now.
    row_ = std::move(row);
    const auto id = row_->id;
    MYDOCKER_TRY(row, world_.state.work_of(found.id));
    if (!row || row->id != id || row->phase != store::Phase::active) return world_.held(found.id);
    row_ = std::move(row);
  }
  MYDOCKER_TRY(now_, require_network(parts_, found.id));
  return now_;
}

// Nobody puts the network into the kernel meanwhile, as that begins with a row.
Result<void> NetworkChanger::define(const model::Network& wish) {
  MYDOCKER_CHECK(plan_change(parts_, now_, wish));
  MYDOCKER_TRY(auto* definitions, parts_.definitions());
  MYDOCKER_TRY(auto transaction, world_.state.begin());
  MYDOCKER_TRY(const auto row, world_.state.work_of(now_.id));
  if (row) return change_busy();
  MYDOCKER_CHECK(definitions->update_network(wish));
  return defining_->commit();
}

Result<NetworkChanger::Part> NetworkChanger::begin(const model::Network& wish) {
  Part part;
  MYDOCKER_TRY(part.asked, endpoints_now(world_, now_));
  MYDOCKER_TRY(part.change, plan_change(parts_, now_, wish));
  MYDOCKER_TRY(auto transaction, world_.state.begin());
  const auto owner = store::part_owner(now_.id);
  MYDOCKER_TRY(const auto left, world_.state.work_of(owner));
  if (left) return world_.held(owner);
  MYDOCKER_TRY(part.id, world_.state.begin_work(store::WorkKind::part, owner, now_.id));
  MYDOCKER_CHECK(transaction.commit());
  return part;
}

// If that fails the row is ended.
Result<void> NetworkChanger::add(Part& part) {
  MYDOCKER_TRY(const auto site, site_of(parts_, now_, *row_));
  apply::Applier applier(site);
  const auto written = [&]() -> Result<std::vector<plan::Step>> {
    MYDOCKER_TRY(auto transaction, world_.state.begin());
    MYDOCKER_TRY(auto steps, applier.intend(part.id, part.change.added));
    MYDOCKER_CHECK(transaction.commit());
    return steps;
  };
  auto steps = written();
  if (!steps.ok()) {
    MYDOCKER_CHECK(world_.state.end_work(part.id));
    return std::move(steps).error();
  }
  part.held = plan::held(*steps);
  return applier.carry_out(part.id, *steps);
}

// From here on the change is carried on, whatever happens: what was added is the network's, and the
// row is about what has to go.
Result<void> NetworkChanger::settle(Part& part, const model::Network& wish) {
  MYDOCKER_TRY(const auto site, site_of(parts_, now_, *row_));
  Plan own;
  if (!row_->plan.empty()) {
    MYDOCKER_TRY(own, documents::decode_plan(row_->plan));
  }
  part.taken = plan::common(own, part.change.removed);
  const auto rest = plan::joined(plan::without(own, part.taken), part.held);
  auto& state = world_.state;
  MYDOCKER_TRY(auto transaction, state.begin());
  MYDOCKER_TRY(const auto asked, endpoints_now(world_, now_));
  if (asked != part.asked) return change_busy();  // nobody has asked about those there are now
  MYDOCKER_CHECK(apply::Applier(site).pass_on(part.held, part.id, row_->id));
  MYDOCKER_CHECK(state.write_plan(row_->id, documents::encode(rest)));
  MYDOCKER_CHECK(state.write_plan(part.id, documents::encode(part.taken)));
  MYDOCKER_CHECK(state.set_phase(part.id, store::Phase::removing));
  MYDOCKER_CHECK(state.keep_definition(part.id, wish));
  MYDOCKER_CHECK(state.keep_copy(copy_of(wish, rest)));
  return transaction.commit();
}

Result<void> NetworkChanger::take(const Part& part, const Plan& plan, apply::Undo undo) {
  MYDOCKER_TRY(const auto site, site_of(parts_, now_, *row_));
  store::Work work;
  work.id = part.id;
  work.plan = documents::encode(plan);
  MYDOCKER_CHECK(apply::Applier(site).clear(work, undo));
  return world_.state.end_work(part.id);
}

Result<void> NetworkChanger::change_to(const model::Network& wish) {
  if (!row_) return define(wish);
  MYDOCKER_TRY(auto* definitions, parts_.definitions());
  MYDOCKER_CHECK(definitions->check_writable());  // before anything is changed
  MYDOCKER_TRY(auto part, begin(wish));
  MYDOCKER_CHECK(add(part));
  if (auto settled = settle(part, wish); !settled.ok()) {
    MYDOCKER_CHECK(take(part, part.held, apply::Undo::rollback));
    return settled;
  }
  if (const auto defined = definitions->update_network(wish); !defined.ok())
    return Error(ErrorKind::unfinished, defined.error().message())
        .hint("the next command carries the change on");
  return take(part, part.taken, apply::Undo::removal);
}

}  // namespace mydocker::app

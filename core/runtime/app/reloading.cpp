#include "runtime/app/reloading.hpp"

#include "mydocker/documents.hpp"
#include "runtime/plan/dependence.hpp"

namespace mydocker::app {
namespace {

// Of what is made, what can be half made.
Plan links_of(const std::vector<plan::Step>& steps) {
  Plan links;
  for (const auto& step : steps) {
    const auto& entry = step.entry;
    if (std::holds_alternative<Bridge>(entry.resource) ||
        std::holds_alternative<Veth>(entry.resource) ||
        std::holds_alternative<Macvlan>(entry.resource))
      links.ensure(entry.resource, entry.why, entry.lifetime);
  }
  return links;
}

}  // namespace

Result<void> joined(const std::vector<Error>& errors) {
  if (errors.empty()) return {};
  std::string text;
  for (const auto& error : errors) text += (text.empty() ? "" : "; ") + error.message();
  Error all(errors.front().kind(), std::move(text));
  for (const auto& hint : errors.front().hints()) all = std::move(all).hint(hint);
  return all;
}

Result<void> Reloading::reload(const store::Work& work, const kernel::Netns* container) {
  MYDOCKER_TRY(auto* world, parts_.world());
  MYDOCKER_TRY(const bool ours, world->state.claim(work.id));
  if (!ours || work.phase != store::Phase::active) return world->held(work.owner);
  auto reloaded = put_back(work, container);
  world->state.unclaim(work.id);
  return reloaded;
}

Result<void> Reloading::put_back(const store::Work& work, const kernel::Netns* container) {
  MYDOCKER_TRY(auto* kernel, parts_.kernel(container));
  apply::Applier applier(parts_.site(network_, *kernel, container));
  MYDOCKER_TRY(auto lack, applier.missing(work, lost_));
  adjust(lack, container);
  if (dry_run_) {
    rehearse(lack, {container == nullptr ? std::string() : container->path()});
  } else {
    MYDOCKER_CHECK(applier.remove(lack.changed));
    // By now what stood on them is gone too.
    if (!lack.changed.empty()) {
      MYDOCKER_TRY(lack, applier.missing(work, {}));
    }
    MYDOCKER_CHECK(restore(applier, work, lack.steps));
  }
  return joined(lack.in_the_way);
}

// To what is known of the network and of others. On a link that is somebody else's by now no
// container's is put; its rules are. A bridge that is made anew has no link in it.
void Reloading::adjust(apply::Lack& lack, const kernel::Netns* container) {
  std::erase_if(lack.steps, [&](const plan::Step& step) {
    const bool tables = std::holds_alternative<Firewall>(step.entry.resource);
    return (tables && expects_tables_) ||
           (!tables && stands_on_foreign_ && !plan::needs_firewall(step.entry.resource));
  });
  if (stands_on_foreign_) lack.changed.clear();
  if (container == nullptr) stands_on_foreign_ = lack.foreign_link;
  has_done_anything_ |= !lack.steps.empty();
  for (const auto& step : lack.steps) {
    const auto* bridge = std::get_if<Bridge>(&step.entry.resource);
    if (bridge != nullptr) lost_.insert(bridge->name);
    has_made_tables_ |= std::holds_alternative<Firewall>(step.entry.resource);
  }
}

void Reloading::rehearse(const apply::Lack& lack, const plan::ShellContext& context) {
  for (const auto& link : lack.changed)
    script_.add(describe(link) + " is not as it should be: it is made anew",
                plan::destroy_line(link, {}, context));
  script_.create(lack.steps, context);
}

// The links have a row of their own meanwhile: half made they would not be as they should be, so
// whoever finds the row left behind deletes them, and they are lost as before.
Result<void> Reloading::restore(apply::Applier& applier, const store::Work& work,
                                const std::vector<plan::Step>& steps) {
  const auto links = links_of(steps);
  if (links.empty()) return applier.restore(steps);
  MYDOCKER_TRY(auto* world, parts_.world());
  MYDOCKER_TRY(const auto part, begin_part(*world, work, links));
  auto restored = applier.restore(steps);
  if (!restored.ok()) MYDOCKER_CHECK(applier.clear(part, apply::Undo::rollback));
  MYDOCKER_CHECK(world->state.end_work(part.id));
  return restored;
}

Result<store::Work> Reloading::begin_part(World& world, const store::Work& work,
                                          const Plan& links) {
  const auto owner = store::part_owner(work.owner);
  store::Work part;
  part.plan = documents::encode(links);
  MYDOCKER_TRY(auto transaction, world.state.begin());
  MYDOCKER_TRY(const auto left, world.state.work_of(owner));
  if (left) return world.held(owner);
  MYDOCKER_TRY(part.id, world.state.begin_work(store::WorkKind::part, owner, network_.id));
  MYDOCKER_CHECK(world.state.write_plan(part.id, part.plan));
  MYDOCKER_CHECK(transaction.commit());
  return part;
}

}  // namespace mydocker::app

#include "mydocker/documents.hpp"
#include "runtime/app/apply_network.hpp"
#include "runtime/app/parts.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/script.hpp"

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

// One network or endpoint that was put into the kernel and may have lost something there.
class Reloading {
 public:
  Reloading(Parts& parts, const model::Network& network, bool dry_run)
      : parts_(parts),
        network_(network),
        dry_run_(dry_run),
        script_("puts back what network \"" + network.name + "\" has lost") {}

  // `container` is null for the network itself.
  Result<void> reload(const store::Work& work, const kernel::Netns* container) {
    MYDOCKER_TRY(auto* world, parts_.world());
    MYDOCKER_TRY(const bool ours, world->state.claim(work.id));
    if (!ours || work.phase != store::Phase::active) return world->held(work.owner);
    auto reloaded = put_back(work, container);
    world->state.unclaim(work.id);
    return reloaded;
  }

  [[nodiscard]] const std::string& script() const { return script_.text(); }

 private:
  Result<void> put_back(const store::Work& work, const kernel::Netns* container) {
    MYDOCKER_TRY(auto* kernel, parts_.kernel(container));
    apply::Applier applier(parts_.site(network_, *kernel, container));
    MYDOCKER_TRY(const auto steps, applier.missing(work));
    if (!dry_run_) return restore(applier, work, steps);
    script_.create(steps, {container == nullptr ? std::string() : container->path()});
    return {};
  }

  // The links have a row of their own meanwhile: half made they would not be as they should be, so
  // whoever finds the row left behind deletes them, and they are lost as before.
  Result<void> restore(apply::Applier& applier, const store::Work& work,
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

  Result<store::Work> begin_part(World& world, const store::Work& work, const Plan& links) {
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

  Parts& parts_;
  const model::Network& network_;
  bool dry_run_;
  plan::Script script_;
};

Result<ChangeReport> reload(Parts& parts, const ReloadNetworkRequest& request) {
  MYDOCKER_TRY(const auto network, require_network(parts, request.network));
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto work, world->state.work_of(network.id));
  if (!work && request.dry_run) {
    MYDOCKER_TRY(auto script, network_script(parts, network));
    return ChangeReport{network.id, network.name, std::move(script)};
  }
  if (!work) {
    MYDOCKER_TRY(work, require_applied(parts, network));
    return ChangeReport{network.id, network.name, {}};
  }
  Reloading reloading(parts, network, request.dry_run);
  MYDOCKER_CHECK(reloading.reload(*work, nullptr));
  MYDOCKER_TRY(const auto endpoints, world->state.endpoints(network.id));
  for (const auto& endpoint : endpoints) {
    const auto container = apply::namespace_of(endpoint);
    MYDOCKER_TRY(const auto row, world->state.work_of(endpoint.id));
    if (!container || !row) continue;
    MYDOCKER_CHECK(reloading.reload(*row, &*container)
                       .within("container " + base::quoted(endpoint.container)));
  }
  return ChangeReport{network.id, network.name,
                      request.dry_run ? reloading.script() : std::string()};
}

}  // namespace

Result<ChangeReport> Runtime::reload_network(const ReloadNetworkRequest& request) {
  return reload(*parts_, request).within("reload network " + base::quoted(request.network));
}

}  // namespace mydocker::app

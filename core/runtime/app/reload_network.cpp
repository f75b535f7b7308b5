#include "runtime/app/apply_network.hpp"
#include "runtime/app/parts.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

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
    if (!dry_run_) return applier.restore(steps);
    script_.create(steps, {container == nullptr ? std::string() : container->path()});
    return {};
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

#include <set>

#include "mydocker/documents.hpp"
#include "runtime/app/apply_network.hpp"
#include "runtime/app/parts.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/dependence.hpp"
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

// All of them as one; nothing if there are none.
Result<void> joined(const std::vector<Error>& errors) {
  if (errors.empty()) return {};
  std::string text;
  for (const auto& error : errors) text += (text.empty() ? "" : "; ") + error.message();
  Error all(errors.front().kind(), std::move(text));
  for (const auto& hint : errors.front().hints()) all = std::move(all).hint(hint);
  return all;
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
  [[nodiscard]] bool has_done_anything() const noexcept { return has_done_anything_; }
  // Somebody else makes them first.
  void expect_tables() noexcept { expects_tables_ = true; }
  // Which held the rules of other networks as well.
  [[nodiscard]] bool has_made_tables() const noexcept { return has_made_tables_; }

 private:
  Result<void> put_back(const store::Work& work, const kernel::Netns* container) {
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
  void adjust(apply::Lack& lack, const kernel::Netns* container) {
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

  void rehearse(const apply::Lack& lack, const plan::ShellContext& context) {
    for (const auto& link : lack.changed)
      script_.add(describe(link) + " is not as it should be: it is made anew",
                  plan::destroy_line(link, {}, context));
    script_.create(lack.steps, context);
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
  std::set<std::string> lost_;
  bool expects_tables_ = false;
  bool stands_on_foreign_ = false;
  bool has_made_tables_ = false;
  bool has_done_anything_ = false;
};

// The network and its living containers; one that fails holds up no other.
Result<void> reload_whole(Parts& parts, const model::Network& network, const store::Work& work,
                          Reloading& reloading) {
  MYDOCKER_TRY(auto* world, parts.world());
  std::vector<Error> errors;
  if (auto done = reloading.reload(work, nullptr); !done.ok()) errors.push_back(done.error());
  MYDOCKER_TRY(const auto endpoints, world->state.endpoints(network.id));
  for (const auto& endpoint : endpoints) {
    const auto container = apply::namespace_of(endpoint);
    MYDOCKER_TRY(const auto row, world->state.work_of(endpoint.id));
    if (!container || !row) continue;
    auto done =
        reloading.reload(*row, &*container).within("container " + base::quoted(endpoint.container));
    if (!done.ok()) errors.push_back(done.error());
  }
  return joined(errors);
}

// What several reloads in a row know of each other.
struct Row {
  std::set<std::string> rehearsed{};  // the ids of networks whose lines are in a script already
};

// With the tables the rules of all networks have gone; those of one alone would look whole.
Result<std::string> reload_others(Parts& parts, const model::Network& network, bool dry_run,
                                  Row& row) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto* definitions, parts.definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<Error> errors;
  std::string script;
  for (const auto& other : networks) {
    MYDOCKER_TRY(const auto work, world->state.work_of(other.id));
    if (other.id == network.id || !work || work->phase != store::Phase::active) continue;
    if (dry_run && !row.rehearsed.insert(other.id).second) continue;
    Reloading reloading(parts, other, dry_run);
    reloading.expect_tables();
    auto done = reload_whole(parts, other, *work, reloading);
    if (!done.ok())
      errors.push_back(std::move(done).error().within("network " + base::quoted(other.name)));
    if (reloading.has_done_anything())
      parts.log.notice("the firewall tables were gone: network \"" + other.name +
                       "\" is put back as well");
    script += reloading.script();
  }
  MYDOCKER_CHECK(joined(errors));
  return script;
}

Result<ChangeReport> reload(Parts& parts, const ReloadNetworkRequest& request, Row& row) {
  MYDOCKER_TRY(const auto network, require_network(parts, request.network));
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto work, world->state.work_of(network.id));
  ChangeReport report{network.id, network.name, {}};
  if (!work && request.dry_run) {
    MYDOCKER_TRY(report.script, network_script(parts, network));
    return report;
  }
  if (!work) {
    MYDOCKER_TRY(work, require_applied(parts, network));
    return report;
  }
  if (request.dry_run && !row.rehearsed.insert(network.id).second) return report;
  Reloading reloading(parts, network, request.dry_run);
  auto done = reload_whole(parts, network, *work, reloading);
  std::string others;
  if (reloading.has_made_tables()) {
    MYDOCKER_TRY(others, reload_others(parts, network, request.dry_run, row));
  }
  MYDOCKER_CHECK(std::move(done));
  if (request.dry_run) report.script = reloading.script() + others;
  return report;
}

}  // namespace

std::vector<Result<ChangeReport>> Runtime::reload_networks(
    const std::vector<ReloadNetworkRequest>& requests) {
  Row row;
  std::vector<Result<ChangeReport>> reports;
  reports.reserve(requests.size());
  for (const auto& request : requests)
    reports.push_back(
        reload(*parts_, request, row).within("reload network " + base::quoted(request.network)));
  return reports;
}

Result<ChangeReport> Runtime::reload_network(const ReloadNetworkRequest& request) {
  return std::move(reload_networks({request}).front());
}

}  // namespace mydocker::app

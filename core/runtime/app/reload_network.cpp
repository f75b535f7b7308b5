#include <set>

#include "runtime/app/apply_network.hpp"
#include "runtime/app/reloading.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

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

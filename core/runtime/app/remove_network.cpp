#include <optional>
#include <utility>

#include "runtime/app/parts.hpp"
#include "runtime/app/removal.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/plan/script.hpp"

namespace mydocker::app {
namespace {

// The endpoints whose namespace is gone: they hold nobody up, and are cleared away first.
Result<std::vector<std::string>> refuse_if_in_use(World& world, const model::Network& network) {
  MYDOCKER_TRY(const auto endpoints, world.state.endpoints(network.id));
  std::vector<std::string> gone;
  std::string users;
  std::string first;
  for (const auto& endpoint : endpoints) {
    if (!apply::namespace_of(endpoint)) {
      gone.push_back(endpoint.id);
      continue;
    }
    users += (users.empty() ? "" : ", ") + base::quoted(endpoint.container);
    if (first.empty()) first = endpoint.container;
  }
  if (users.empty()) return gone;
  return Error(ErrorKind::in_use, "it is in use by " + users)
      .hint("disconnect first: mydocker network disconnect " + network.name + " " + first);
}

Result<void> clear_away(Parts& parts, World& world, const std::vector<std::string>& endpoints) {
  for (const auto& id : endpoints) {
    MYDOCKER_TRY(const auto work, world.state.work_of(id));
    if (!work) continue;
    MYDOCKER_TRY(const bool ours, world.state.claim(work->id));
    if (!ours) continue;
    MYDOCKER_CHECK(apply::clear_away(parts.ground(), *work, apply::Undo::removal));
    world.state.unclaim(work->id);
  }
  return {};
}

Result<ChangeReport> remove(Parts& parts, const RemoveNetworkRequest& request) {
  parts.abandons = request.abandon;
  auto found = require_network(parts, request.network);
  if (!found.ok()) {
    const bool gone = request.force && found.error().kind() == ErrorKind::not_found;
    if (gone) return ChangeReport{};
    return std::move(found).error();
  }
  const auto& network = *found;
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_TRY(auto owners, refuse_if_in_use(*world, network));
  if (!request.dry_run) MYDOCKER_CHECK(clear_away(parts, *world, owners));
  MYDOCKER_TRY(auto* kernel, parts.kernel(nullptr));
  Removal removal(*world, parts.site(network, *kernel, nullptr));
  MYDOCKER_TRY(const auto row, world->state.work_of(network.id));
  const auto title = "removes network \"" + network.name + "\"";
  if (request.dry_run) {
    if (!row) return ChangeReport{network.id, network.name, plan::Script(title).text()};
    owners.push_back(network.id);
    MYDOCKER_TRY(auto script, removal.script(owners, title));
    return ChangeReport{network.id, network.name, std::move(script)};
  }
  MYDOCKER_TRY(auto* definitions, parts.definitions());
  MYDOCKER_CHECK(definitions->check_writable());  // before anything is gone
  if (row) MYDOCKER_CHECK(removal.take_back(network.id));
  if (auto undefined = definitions->remove_network(network.id); !undefined.ok()) {
    if (!row) return std::move(undefined).error();
    return Error(ErrorKind::unfinished, undefined.error().message())
        .hint("the next command carries the removal on");
  }
  if (row) MYDOCKER_CHECK(world->state.end_work(row->id));
  return ChangeReport{network.id, network.name, {}};
}

Result<void> begin_rehearsal(Parts& parts,
                             std::optional<store::RuntimeState::Transaction>& rehearsal) {
  MYDOCKER_TRY(auto* world, parts.world());
  MYDOCKER_CHECK(parts.definitions());  // opening them may write, and not while others wait
  MYDOCKER_TRY(auto transaction, world->state.begin());
  rehearsal.emplace(std::move(transaction));
  return {};
}

}  // namespace

Result<ChangeReport> Runtime::remove_network(const RemoveNetworkRequest& request) {
  return std::move(remove_networks({request}).front());
}

// A dry run ends rows in a transaction that is given up.
std::vector<Result<ChangeReport>> Runtime::remove_networks(
    const std::vector<RemoveNetworkRequest>& requests) {
  std::optional<store::RuntimeState::Transaction> rehearsal;
  std::vector<Result<ChangeReport>> reports;
  for (const auto& request : requests) {
    auto begun =
        request.dry_run && !rehearsal ? begin_rehearsal(*parts_, rehearsal) : Result<void>();
    auto report =
        begun.ok() ? remove(*parts_, request) : Result<ChangeReport>(std::move(begun).error());
    reports.push_back(std::move(report).within("remove network " + base::quoted(request.network)));
  }
  return reports;
}

}  // namespace mydocker::app

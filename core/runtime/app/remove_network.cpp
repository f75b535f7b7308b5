#include <algorithm>
#include <optional>
#include <utility>

#include "runtime/app/dead_endpoints.hpp"
#include "runtime/app/ipam_driver.hpp"
#include "runtime/app/removal.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/session.hpp"
#include "runtime/app/unfinished_changes.hpp"
#include "runtime/apply/recovery.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/base/text.hpp"

namespace mydocker::app {
namespace {

// Returns the endpoints whose containers no longer exist. The caller removes them first. Error
// in_use: a container that still exists is connected.
Result<std::vector<model::Endpoint>> refuse_if_in_use(Session& session, OpenState& open_state,
                                                      const model::Network& network) {
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  std::vector<model::Endpoint> gone;
  std::vector<std::string> users;
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(const bool exists, container_exists(session, open_state, endpoint));
    if (exists)
      users.push_back(endpoint.container);
    else
      gone.push_back(endpoint);
  }
  if (users.empty()) return gone;
  return Error(ErrorKind::in_use, "it is in use by " + base::joined(users, ", ", base::quoted))
      .hint("disconnect first: mydocker network disconnect " + network.name + " " + users.front())
      .hint("or disconnect all with: mydocker network rm --force " + network.name);
}

// Disconnects every container that still exists. Each disconnection is a change of its own. Returns
// how many there were. Error unfinished: some of them are disconnected, and the same command
// disconnects the rest.
Result<std::size_t> disconnect_containers(Session& session, OpenState& open_state,
                                          const model::Network& network) {
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints(network.id));
  // A damaged record gives an error before anything is changed.
  MYDOCKER_CHECK(open_state.state.find_entry(network.id));
  std::size_t done = 0;
  for (const auto& endpoint : endpoints) {
    MYDOCKER_TRY(const bool exists, container_exists(session, open_state, endpoint));
    if (!exists) continue;
    const DisconnectRequest request{.network = network.name, .container = endpoint.container};
    session.begin_next({command_digest("disconnect", request), session.command().abandons_in});
    auto disconnected = disconnect_endpoint(session, open_state, network, endpoint)
                            .within("disconnect " + base::quoted(endpoint.container));
    if (!disconnected.ok() && done > 0)
      return apply::unfinished(std::move(disconnected).error(), "run the same command again");
    MYDOCKER_CHECK(disconnected);
    open_state.state.acknowledge();  // the user gave another command, and will not repeat this one
    ++done;
  }
  return done;
}

// Checks that nothing in the kernel would remain without a journal entry. corrupt_state: the kernel
// has a link of the network, but its journal entry or definition is lost. `definition` is null if
// the network is not defined.
Result<void> refuse_unrecorded(Session& session, OpenState& open_state, const std::string& name,
                               const model::Network* definition) {
  const auto link = definition == nullptr ? name : definition->link_name;
  MYDOCKER_TRY(auto* host, session.host_view());
  MYDOCKER_TRY(const bool is_there, host->is_managed(link));
  MYDOCKER_TRY(const auto copy, open_state.state.find_active_network(name));
  if (!is_there && !copy) return {};
  return Error(ErrorKind::corrupt_state,
               definition == nullptr
                   ? "its definition is lost, but the kernel still has its interfaces"
                   : "the kernel still has its interface " + base::quoted(link) +
                         ", but the record of it is lost")
      .hint("restore the record with: mydocker network verify --repair")
      .hint("then remove the network again");
}

// Refuses the removal while the network is created. Error busy: another command creates a network
// of this name, or rolls it back.
Result<void> refuse_in_creation(OpenState& open_state, const std::string& name) {
  MYDOCKER_TRY(const auto networks, open_state.state.networks_in_creation());
  const auto created = std::ranges::find(networks, name, &model::Network::name);
  if (created == networks.end()) return {};
  return open_state.why_locked(created->id, "another command is creating it");
}

// Removes the endpoints in `gone`, and the network from the kernel. Their containers no longer
// exist. Returns whether the network was in the kernel. If so, `forget` was called.
Result<bool> remove_resources(Session& session, OpenState& open_state,
                              const model::Network& network,
                              const std::vector<model::Endpoint>& gone,
                              const Removal::Forget& forget) {
  MYDOCKER_CHECK(remove_endpoints(session, open_state, gone));
  // A container of this name may have been started again meanwhile.
  if (!gone.empty()) MYDOCKER_CHECK(refuse_if_in_use(session, open_state, network));
  MYDOCKER_TRY(const auto execution, session.execution(network));
  MYDOCKER_TRY(const auto journal_entry, open_state.state.find_entry(network.id));
  if (!journal_entry) {
    MYDOCKER_CHECK(refuse_unrecorded(session, open_state, network.name, &network));
    return false;
  }
  Removal removal(open_state, execution.context);
  MYDOCKER_CHECK(removal.remove(network.id, forget));
  // Files of drivers can remain. The driver is not called for a resource that was given up, or
  // whose container no longer exists. The files of an IPAM driver stay until the network is
  // removed.
  const bool may_have_files =
      !session.command().abandons_in.empty() || !gone.empty() || has_ipam_driver(network);
  if (may_have_files) session.of_network(network.id).remove_files();
  return true;
}

// Removes the network. Error in_use: a living container is connected.
Result<ChangeReport> remove_defined(Session& session, OpenState& open_state,
                                    const model::Network& network) {
  MYDOCKER_TRY(const auto gone, refuse_if_in_use(session, open_state, network));
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_CHECK(definitions->check_writable());  // this is checked before anything is removed
  const auto forget = [&](const store::JournalEntry& removed) -> Result<void> {
    MYDOCKER_CHECK(definitions->remove_network(network.id));
    return open_state.state.complete_entry(removed.id);
  };
  MYDOCKER_TRY(const bool was_there, remove_resources(session, open_state, network, gone, forget));
  if (!was_there) MYDOCKER_CHECK(definitions->remove_network(network.id));
  return ChangeReport{network.id, network.name,
                      session.script("removes network " + base::quoted(network.name))};
}

// Removes a network. Error unfinished: containers are disconnected, but the network was not
// removed.
Result<ChangeReport> remove(Session& session, const RemoveNetworkRequest& request) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  auto found = get_network(session, request.network);
  if (!found.ok()) {
    if (found.error().kind() != ErrorKind::not_found) return std::move(found).error();
    MYDOCKER_CHECK(refuse_in_creation(*open_state, request.network));
    MYDOCKER_CHECK(refuse_unrecorded(session, *open_state, request.network, nullptr));
    if (request.force) return ChangeReport{};
    return std::move(found).error();
  }
  MYDOCKER_CHECK(refuse_unfinished(session, *open_state, *found));
  if (!request.disconnect) return remove_defined(session, *open_state, *found);
  MYDOCKER_TRY(const auto disconnected, disconnect_containers(session, *open_state, *found));
  session.begin_next({command_digest("remove", request), request.abandon ? request.network : ""});
  auto report = remove_defined(session, *open_state, *found);
  if (report.ok() || disconnected == 0) return report;
  return apply::unfinished(std::move(report).error(), "its containers are disconnected already");
}

// Removes one network of a command. `name` is its name in messages.
Result<ChangeReport> remove_next(Session& session, const RemoveNetworkRequest& request,
                                 const std::string& name) {
  session.begin_next({command_digest("remove", request), request.abandon ? request.network : ""});
  return session.result_of(remove(session, request), request.network)
      .within("remove network " + base::quoted(name));
}

// Returns whether a container is connected. A connection does not count if its command has died
// before it was finished, because recovery removes it.
bool is_in_use(Session& session, OpenState& open_state,
               const std::vector<model::Endpoint>& endpoints) {
  return std::ranges::any_of(endpoints, [&](const auto& endpoint) {
    if (open_state.unrecovered.contains(endpoint.id)) return false;
    const auto exists = container_exists(session, open_state, endpoint);
    return exists.ok() && *exists;
  });
}

}  // namespace

Result<void> remove_from_kernel(Session& session, OpenState& open_state,
                                const model::Network& network) {
  MYDOCKER_TRY(const auto gone, refuse_if_in_use(session, open_state, network));
  const auto forget = [&](const store::JournalEntry& removed) -> Result<void> {
    return open_state.state.complete_entry(removed.id);
  };
  MYDOCKER_CHECK(remove_resources(session, open_state, network, gone, forget));
  return {};
}

Result<ChangeReport> Runtime::remove_network(const RemoveNetworkRequest& request) {
  return std::move(remove_networks({request}).front());
}

std::vector<Result<ChangeReport>> Runtime::remove_networks(
    const std::vector<RemoveNetworkRequest>& requests) {
  if (requests.empty()) return {};
  session_->begin(access_for(requests.front()));
  std::vector<Result<ChangeReport>> reports;
  reports.reserve(requests.size());
  for (const auto& request : requests)
    reports.push_back(remove_next(*session_, request, request.network));
  return reports;
}

Result<PruneReport> Runtime::prune_networks(const PruneNetworksRequest& request) {
  session_->begin(access_for(request));
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  MYDOCKER_TRY(auto* definitions, session_->definitions());
  MYDOCKER_TRY(const auto networks, definitions->networks());
  PruneReport report;
  for (const auto& network : networks) {
    if (!request.filter.matches(network)) continue;
    MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
    if (is_in_use(*session_, *open_state, endpoints)) continue;
    // The request has the id and `force`, because another command may remove the network at the
    // same time.
    auto removed =
        remove_next(*session_, {.network = network.id, .force = true, .dry_run = request.dry_run},
                    network.name);
    if (!removed) {
      // Another command uses the network now: it connects a container, or removes the network.
      const auto kind = removed.error().kind();
      if (kind == ErrorKind::in_use || kind == ErrorKind::busy) continue;
      report.failures.push_back(std::move(removed).error());
    } else if (!removed->id.empty()) {
      report.script += removed->script;
      report.removed.push_back(*std::move(removed));
    }
  }
  return report;
}

Result<PruneReport> Runtime::prune_containers(const PruneContainersRequest& request) {
  session_->begin(access_for(request));
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  MYDOCKER_TRY(const auto dead, dead_endpoints(*session_, *open_state));
  PruneReport report;
  for (const auto& endpoint : dead) {
    const auto network = find_active_or_defined(*session_, *open_state, endpoint.network_id);
    const auto name =
        (network.ok() ? network->name : endpoint.network_id) + " " + endpoint.container;
    auto removed = remove_endpoints(*session_, *open_state, {endpoint});
    if (!removed.ok())
      report.failures.push_back(std::move(removed).error().within("remove endpoint " + name));
    else if (*removed)
      report.removed.push_back({endpoint.id, name, {}});
  }
  if (!report.removed.empty())
    report.script =
        session_->script("removes the endpoints of containers that do not exist any more");
  return report;
}

}  // namespace mydocker::app

#include "runtime/app/command_digest.hpp"
#include "runtime/app/container_search.hpp"
#include "runtime/app/removal.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

// Returns the endpoint of the request. Nothing if the container is not connected, or connected by
// another engine. A container of an engine is also found by its id while it runs
// (container_search.hpp).
Result<std::optional<model::Endpoint>> find_requested(OpenState& open_state,
                                                      const model::Network& network,
                                                      const DisconnectRequest& request) {
  const auto& container = request.container;
  MYDOCKER_TRY(auto endpoint, open_state.state.find_endpoint(network.id, container));
  if (endpoint && request.attachment && endpoint->attachment != *request.attachment)
    endpoint.reset();
  if (endpoint || request.attachment || container.find('/') != std::string::npos) return endpoint;
  for (const auto& running : find_running_containers("/", container)) {
    MYDOCKER_TRY(endpoint, open_state.state.find_endpoint(network.id, running.name));
    if (endpoint) break;
  }
  return endpoint;
}

Result<ChangeReport> disconnect_request(Session& session, const DisconnectRequest& request) {
  session.abandons = request.abandon;
  MYDOCKER_TRY(auto* open_state, session.open_state());
  auto found = find_active_or_defined(session, request.network);
  if (!found && request.attachment && found.error().kind() == ErrorKind::not_found)
    return ChangeReport{{}, request.network, {}};
  MYDOCKER_TRY(const auto network, std::move(found));
  MYDOCKER_TRY(const auto endpoint, find_requested(*open_state, network, request));
  if (!endpoint) {
    if (request.force || request.attachment) return ChangeReport{{}, network.name, {}};
    return Error(ErrorKind::not_found, "it is not connected")
        .hint("see: mydocker network inspect " + network.name);
  }
  MYDOCKER_TRY(const auto container, apply::namespace_of(session.system, *endpoint));
  MYDOCKER_TRY(auto* kernel, session.kernel(container ? &*container : nullptr));
  Removal removal(*open_state,
                  session.execution(network, *kernel, container ? &*container : nullptr));
  if (request.dry_run) {
    MYDOCKER_TRY(const auto given_up, open_state->state.begin());
    MYDOCKER_TRY(auto script,
                 removal.script({endpoint->id}, "disconnects \"" + endpoint->container +
                                                    "\" from network \"" + network.name + "\""));
    return ChangeReport{endpoint->id, network.name, std::move(script)};
  }
  MYDOCKER_CHECK(removal.carry_out(endpoint->id, [&](const store::JournalEntry& journal_entry) {
    return open_state->state.complete_entry(journal_entry.id);
  }));
  return ChangeReport{endpoint->id, network.name, {}};
}

}  // namespace

Result<ChangeReport> Runtime::disconnect(const DisconnectRequest& request) {
  session_->begin(access_for(request), command_digest(request));
  return session_->result_of(disconnect_request(*session_, request), request.network)
      .within("disconnect " + base::quoted(request.container) + " from network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app

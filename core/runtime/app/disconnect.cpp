#include "runtime/app/containers.hpp"
#include "runtime/app/removal.hpp"
#include "runtime/app/requests.hpp"
#include "runtime/app/session.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

struct Requested {
  model::Network network;
  std::optional<model::Endpoint> endpoint;  // the endpoint with this container name
};

// Reads the network and the endpoint. If the network is active, both are read in one transaction.
Result<Requested> find_by_name(Session& session, OpenState& open_state,
                               const DisconnectRequest& request) {
  auto& state = open_state.state;
  {
    MYDOCKER_TRY(const auto reading, state.read_together());
    MYDOCKER_TRY(auto copy, state.find_active_network(request.network));
    if (copy) {
      MYDOCKER_TRY(auto endpoint, state.find_endpoint(copy->network.id, request.container));
      return Requested{std::move(copy->network), std::move(endpoint)};
    }
  }
  MYDOCKER_TRY(auto network, get_network(session, request.network));
  MYDOCKER_TRY(auto endpoint, state.find_endpoint(network.id, request.container));
  return Requested{std::move(network), std::move(endpoint)};
}

// Returns the endpoint of the request. Returns nothing if the container is not connected, or if
// another engine connected it. While a container of an engine runs, it is also found by its id
// (find_running_containers()).
Result<std::optional<model::Endpoint>> endpoint_of(OpenState& open_state, Requested requested,
                                                   const DisconnectRequest& request) {
  const auto& container = request.container;
  auto endpoint = std::move(requested.endpoint);
  if (endpoint && request.attachment && endpoint->attachment != *request.attachment)
    endpoint.reset();
  if (endpoint || request.attachment || container.find('/') != std::string::npos) return endpoint;
  for (const auto& running : find_running_containers("/", container)) {
    MYDOCKER_TRY(endpoint, open_state.state.find_endpoint(requested.network.id, running.name));
    if (endpoint) break;
  }
  return endpoint;
}

Result<ChangeReport> disconnect_request(Session& session, const DisconnectRequest& request) {
  MYDOCKER_TRY(auto* open_state, session.open_state());
  auto found = find_by_name(session, *open_state, request);
  if (!found && request.attachment && found.error().kind() == ErrorKind::not_found)
    return ChangeReport{{}, request.network, {}};
  MYDOCKER_TRY(const auto requested, std::move(found));
  const auto& network = requested.network;
  MYDOCKER_TRY(const auto endpoint, endpoint_of(*open_state, requested, request));
  if (!endpoint) {
    if (request.force || request.attachment) return ChangeReport{{}, network.name, {}};
    return Error(ErrorKind::not_found, "it is not connected")
        .hint("see: mydocker network inspect " + network.name);
  }
  MYDOCKER_CHECK(disconnect_endpoint(session, *open_state, network, *endpoint));
  return ChangeReport{endpoint->id, network.name,
                      session.script("disconnects " + base::quoted(endpoint->container) +
                                     " from network " + base::quoted(network.name))};
}

}  // namespace

Result<ChangeReport> Runtime::disconnect(const DisconnectRequest& request) {
  session_->begin(access_for(request),
                  {command_digest("disconnect", request), request.abandon ? request.network : ""});
  return session_->result_of(disconnect_request(*session_, request), request.network)
      .within("disconnect " + base::quoted(request.container) + " from network " +
              base::quoted(request.network));
}

}  // namespace mydocker::app

// Removes endpoints of containers that no longer exist.
//
// A container exists as long as its network namespace exists. The namespace can lose its path while
// processes of the container still run. Then the host's link of a veth pair shows that it exists.
// The endpoint of a dead container still has its addresses, ports and reservations in the state.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns whether the container exists. If only the host's link is left, the function waits for a
// short time. The kernel destroys the link soon after the namespace.
Result<bool> container_exists(Session& session, OpenState& open_state,
                              const model::Endpoint& endpoint);

// Returns the same for a report. A container whose state cannot be read counts as dead.
bool seems_alive(Session& session, OpenState& open_state, const model::Endpoint& endpoint);

// Removes these endpoints, without a check of their namespaces. An endpoint is skipped if another
// command works on it, or has connected it again since it was read. Returns whether at least one
// was removed.
Result<bool> remove_endpoints(Session& session, OpenState& open_state,
                              const std::vector<model::Endpoint>& endpoints);

// Returns the endpoints of all active networks whose containers no longer exist.
Result<std::vector<model::Endpoint>> dead_endpoints(Session& session, OpenState& open_state);

// Removes the endpoints of the network whose containers no longer exist. Returns whether there was
// one.
Result<bool> remove_dead_endpoints(Session& session, OpenState& open_state,
                                   const std::string& network_id);

// Does the same for all active networks.
Result<bool> remove_dead_endpoints(Session& session, OpenState& open_state);

// Runs `command`. A dead container still holds ports, addresses, a MAC and a parent, so `command`
// can fail because of it. After such an error, removes the endpoints of all dead containers. If
// there was one, runs `command` again.
template <class Command>
auto retry_without_dead_endpoints(Session& session, OpenState& open_state, const Command& command)
    -> decltype(command()) {
  auto result = command();
  if (result.ok()) return result;
  const auto kind = result.error().kind();
  if (kind != ErrorKind::already_exists && kind != ErrorKind::exhausted) return result;
  const auto removed = remove_dead_endpoints(session, open_state);
  return removed.ok() && *removed ? command() : std::move(result);
}

}  // namespace mydocker::app

// Removes endpoints of containers that no longer exist.
//
// A container exists as long as its network namespace exists. The endpoint of a dead container
// still has its addresses, ports and reservations in the state.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Removes these endpoints, without checking their namespaces again. An endpoint is skipped if
// another command works on it. It is also skipped if its container was connected again since it was
// read. Returns whether at least one was removed.
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

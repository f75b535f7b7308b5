// Finds the network that a command names.
#include "runtime/app/session.hpp"
#include "runtime/base/nearest.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {

Result<model::Network> get_network(Session& session, const std::string& reference) {
  MYDOCKER_TRY(auto* definitions, session.definitions());
  MYDOCKER_TRY(auto found, definitions->find(reference));
  if (found) return *std::move(found);
  MYDOCKER_TRY(const auto networks, definitions->networks());
  std::vector<std::string> names;
  names.reserve(networks.size());
  for (const auto& network : networks) names.push_back(network.name);
  Error error(ErrorKind::not_found, "no network " + base::quoted(reference));
  if (const auto near = base::nearest(reference, names)) {
    return std::move(error).hint("did you mean \"" + *near + "\"?");
  }
  return std::move(error).hint("see: mydocker network ls");
}

Result<model::Network> find_active_or_defined(Session& session, OpenState& open_state,
                                              const std::string& reference) {
  MYDOCKER_TRY(auto copy, open_state.state.find_active_network(reference));
  if (copy) return std::move(copy->network);
  return get_network(session, reference);
}

}  // namespace mydocker::app

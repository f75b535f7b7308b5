#include "runtime/app/chosen_networks.hpp"

namespace mydocker::app {
Result<std::vector<PortReport>> Runtime::list_ports(const std::vector<std::string>& networks) {
  session_->begin(Access::read);
  MYDOCKER_TRY(auto* open_state, session_->open_state());
  MYDOCKER_TRY(const auto chosen, chosen_networks(*session_, networks));
  std::vector<PortReport> reports;
  for (const auto& network : chosen) {
    MYDOCKER_TRY(const auto endpoints, open_state->state.endpoints(network.id));
    for (const auto& endpoint : endpoints) {
      if (endpoint.ports.empty()) continue;
      const bool alive = apply::is_alive(endpoint);
      for (const auto& published : endpoint.ports)
        reports.push_back({network.name, endpoint.container, published, alive});
    }
  }
  return reports;
}

}  // namespace mydocker::app

#include "runtime/app/parts.hpp"

namespace mydocker::app {
namespace {

Result<std::vector<model::Network>> chosen_networks(Parts& parts,
                                                    const std::vector<std::string>& references) {
  if (references.empty()) {
    MYDOCKER_TRY(auto* definitions, parts.definitions());
    return definitions->networks();
  }
  std::vector<model::Network> networks;
  for (const auto& reference : references) {
    MYDOCKER_TRY(auto network, known_network(parts, reference));
    networks.push_back(std::move(network));
  }
  return networks;
}

}  // namespace

Result<std::vector<PortReport>> Runtime::list_ports(const std::vector<std::string>& networks) {
  MYDOCKER_TRY(auto* world, parts_->world());
  MYDOCKER_TRY(const auto chosen, chosen_networks(*parts_, networks));
  std::vector<PortReport> reports;
  for (const auto& network : chosen) {
    MYDOCKER_TRY(const auto endpoints, world->state.endpoints(network.id));
    for (const auto& endpoint : endpoints) {
      if (endpoint.ports.empty()) continue;
      const bool alive = apply::namespace_of(endpoint).has_value();
      for (const auto& published : endpoint.ports)
        reports.push_back({network.name, endpoint.container, published, alive});
    }
  }
  return reports;
}

}  // namespace mydocker::app

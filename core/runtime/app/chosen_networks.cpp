#include "runtime/app/chosen_networks.hpp"

#include <algorithm>

namespace mydocker::app {

Result<std::vector<model::Network>> chosen_networks(Parts& parts,
                                                    const std::vector<std::string>& references) {
  if (references.empty()) {
    MYDOCKER_TRY(auto* definitions, parts.definitions());
    return definitions->networks();
  }
  std::vector<model::Network> networks;
  for (const auto& reference : references) {
    MYDOCKER_TRY(auto network, known_network(parts, reference));
    const bool twice =
        std::ranges::find(networks, network.id, &model::Network::id) != networks.end();
    if (!twice) networks.push_back(std::move(network));
  }
  return networks;
}

}  // namespace mydocker::app

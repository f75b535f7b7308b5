#include "runtime/app/chosen_networks.hpp"

#include <algorithm>

namespace mydocker::app {

Result<std::vector<model::Network>> chosen_networks(Session& session,
                                                    const std::vector<std::string>& references) {
  if (references.empty()) {
    MYDOCKER_TRY(auto* definitions, session.definitions());
    return definitions->networks();
  }
  std::vector<model::Network> networks;
  for (const auto& reference : references) {
    MYDOCKER_TRY(auto network, find_active_or_defined(session, reference));
    const bool twice =
        std::ranges::find(networks, network.id, &model::Network::id) != networks.end();
    if (!twice) networks.push_back(std::move(network));
  }
  return networks;
}

}  // namespace mydocker::app

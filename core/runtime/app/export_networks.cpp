#include <algorithm>

#include "runtime/app/parts.hpp"
#include "runtime/config/network_file.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::app {
namespace {

Result<std::vector<model::Network>> networks_named(Parts& parts,
                                                   const std::vector<std::string>& references) {
  if (references.empty()) {
    MYDOCKER_TRY(auto* definitions, parts.definitions());
    return definitions->networks();
  }
  std::vector<model::Network> networks;
  for (const auto& reference : references) {
    MYDOCKER_TRY(auto network, require_network(parts, reference));
    const bool twice =
        std::ranges::find(networks, network.id, &model::Network::id) != networks.end();
    if (!twice) networks.push_back(std::move(network));
  }
  return networks;
}

}  // namespace

Result<std::string> Runtime::export_networks(const std::vector<std::string>& references) {
  MYDOCKER_TRY(const auto networks, networks_named(*parts_, references));
  std::vector<model::DeclaredNetwork> declared;
  for (const auto& network : networks) {
    // A driver that is gone is no reason to lose the definition.
    const auto driver = parts_->find_driver(network.driver);
    declared.push_back(
        model::in_short(model::declared_from(network, driver.ok() ? &*driver->manifest : nullptr)));
  }
  return config::write_network_file(declared);
}

}  // namespace mydocker::app

#include "runtime/app/chosen_networks.hpp"
#include "runtime/config/network_file.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::app {
Result<std::string> Runtime::export_networks(const std::vector<std::string>& references) {
  session_->begin(Access::read);
  MYDOCKER_TRY(const auto networks, chosen_networks(*session_, references));
  std::vector<model::DeclaredNetwork> declared;
  for (const auto& network : networks) {
    // The definition can be exported without its driver.
    const auto driver = session_->find_driver(network.driver);
    declared.push_back(
        model::in_short(model::declared_from(network, driver.ok() ? &*driver->manifest : nullptr)));
  }
  return config::write_network_file(declared);
}

}  // namespace mydocker::app

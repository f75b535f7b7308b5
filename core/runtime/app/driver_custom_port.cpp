#include "runtime/app/driver_custom_port.hpp"

#include <algorithm>

namespace mydocker::app {

Result<bool> DriverCustomPort::observe(const Custom& resource, int netns) {
  MYDOCKER_TRY(auto* handle, driver());
  return handle->observe(resource, netns);
}

Result<void> DriverCustomPort::create(const Custom& resource, int netns) {
  MYDOCKER_TRY(auto* handle, driver());
  return handle->create(resource, netns);
}

Result<void> DriverCustomPort::destroy(const Custom& resource, int netns) {
  MYDOCKER_TRY(auto* handle, driver());
  return handle->destroy(resource, netns);
}

Result<drivers::DriverHandle*> DriverCustomPort::driver() {
  MYDOCKER_TRY(auto* definitions, parts_.definitions());
  MYDOCKER_TRY(const auto networks, definitions->holders());
  const auto network = std::ranges::find(networks, network_id_, &model::Network::id);
  if (network == networks.end()) {
    return Error(ErrorKind::corrupt_state, "the network " + network_id_ + " has no record");
  }
  return parts_.driver_of_old(network->driver);
}

}  // namespace mydocker::app

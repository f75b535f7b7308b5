#include "runtime/app/driver_custom_port.hpp"

#include <algorithm>

namespace mydocker::app {
namespace {

// Returns the shell commands that remove the resource without the driver. The driver's author gives
// them in the plan; they are optional.
std::string by_hand(const Custom& resource) {
  std::string all;
  for (const auto& line : resource.destroy_lines) all += (all.empty() ? "" : " && ") + line;
  if (all.empty()) return all;
  const bool inside = resource.place == Place::container;
  return "; remove it manually" + std::string(inside ? ", in the container: " : ": ") + all;
}

}  // namespace

Result<bool> DriverCustomPort::observe(const Custom& resource, int netns) {
  MYDOCKER_TRY(auto* handle, driver());
  return handle->observe(resource, netns).within("check " + describe(resource));
}

Result<void> DriverCustomPort::create(const Custom& resource, int netns) {
  MYDOCKER_TRY(auto* handle, driver());
  return handle->create(resource, netns);
}

Result<void> DriverCustomPort::destroy(const Custom& resource, int netns) {
  auto destroyed = destroy_by_driver(resource, netns);
  if (destroyed.ok()) return {};
  if (!session_.abandons) {
    return std::move(destroyed)
        .error()
        .within("only its driver can remove it")
        .hint(
            "install the driver again, or use \"rm --force\" or \"disconnect --force\" to keep it "
            "in the kernel");
  }
  session_.log.notice("not removed: " + describe(resource) + " (" + destroyed.error().message() +
                      ")" + by_hand(resource));
  return {};
}

Result<void> DriverCustomPort::destroy_by_driver(const Custom& resource, int netns) {
  MYDOCKER_TRY(auto* handle, driver());
  return handle->destroy(resource, netns);
}

Result<drivers::DriverHandle*> DriverCustomPort::driver() {
  MYDOCKER_TRY(auto* definitions, session_.definitions());
  MYDOCKER_TRY(auto networks, definitions->networks());
  MYDOCKER_TRY(const auto others, open_state_.state.networks_in_creation());
  networks.insert(networks.end(), others.begin(), others.end());
  const auto network = std::ranges::find(networks, network_id_, &model::Network::id);
  if (network == networks.end()) {
    return Error(ErrorKind::corrupt_state, "the network " + network_id_ + " has no record");
  }
  return session_.driver_for_cleanup(network->driver);
}

}  // namespace mydocker::app

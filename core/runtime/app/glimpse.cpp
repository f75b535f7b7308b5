#include <algorithm>
#include <filesystem>

#include "runtime/app/parts.hpp"
#include "runtime/base/natural_order.hpp"
#include "runtime/kernel/link_names.hpp"
#include "runtime/store/glimpse.hpp"

namespace mydocker::app {
namespace {

std::vector<std::string> namespace_names() {
  std::vector<std::string> names;
  std::error_code failed;
  for (std::filesystem::directory_iterator at("/run/netns", failed), end; !failed && at != end;
       at.increment(failed))
    names.push_back(at->path().filename().string());
  std::ranges::sort(names, base::natural_less);
  return names;
}

}  // namespace

Glimpse Runtime::glimpse() {
  Glimpse seen;
  const auto networks = store::glimpse_networks(parts_->settings.state_dir);
  const auto connections = store::glimpse_connections(parts_->settings.run_dir);
  if (networks.ok()) {
    for (const auto& network : *networks) {
      NetworkGlimpse one{network.name, network.driver, {}, network.labels};
      if (connections.ok())
        for (const auto& connection : *connections)
          if (connection.network_id == network.id) one.containers.push_back(connection.container);
      seen.networks.push_back(std::move(one));
    }
  }
  seen.namespaces = namespace_names();
  seen.links = kernel::link_names();
  return seen;
}

}  // namespace mydocker::app

#include <algorithm>
#include <filesystem>

#include "runtime/app/session.hpp"
#include "runtime/base/natural_order.hpp"
#include "runtime/kernel/link_names.hpp"
#include "runtime/store/completion_reads.hpp"

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

CompletionSnapshot Runtime::completion_snapshot() {
  CompletionSnapshot seen;
  const auto networks = store::completion_networks(session_->settings.state_dir);
  const auto connections = store::completion_connections(session_->settings.run_dir);
  if (networks.ok()) {
    for (const auto& network : *networks) {
      CompletionNetwork one{network.name, network.driver, {}, network.labels};
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

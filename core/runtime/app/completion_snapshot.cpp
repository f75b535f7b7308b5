#include <algorithm>
#include <filesystem>

#include "runtime/app/session.hpp"
#include "runtime/base/natural_order.hpp"
#include "runtime/kernel/link_names.hpp"

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

std::vector<model::Network> visible_networks(Session& session) {
  auto definitions = session.definitions();
  auto networks = definitions.ok() ? (*definitions)->networks() : std::move(definitions).error();
  return networks.ok() ? *std::move(networks) : std::vector<model::Network>();
}

std::vector<std::string> containers_on(Session& session, const model::Network& network) {
  std::vector<std::string> names;
  auto open_state = session.open_state();
  if (!open_state.ok()) return names;
  const auto endpoints = (*open_state)->state.endpoints(network.id);
  if (!endpoints.ok()) return names;
  for (const auto& endpoint : *endpoints) names.push_back(endpoint.container);
  return names;
}

}  // namespace

CompletionSnapshot Runtime::completion_snapshot() {
  session_->begin(Access::read);
  CompletionSnapshot seen;
  const auto networks = visible_networks(*session_);
  for (const auto& network : networks)
    seen.networks.push_back(
        {network.name, network.driver, containers_on(*session_, network), network.labels});
  seen.namespaces = namespace_names();
  seen.links = kernel::link_names();
  return seen;
}

}  // namespace mydocker::app

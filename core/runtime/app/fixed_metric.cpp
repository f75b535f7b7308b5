// The metric of a default route can be fixed by an option of the driver. Then the core has not
// chosen the metric, and another default route in the container may have the same one.
#include <algorithm>
#include <vector>

#include "runtime/app/endpoint_spec.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

// Returns the default routes of the plan whose metric is not the one that the core has chosen.
std::vector<Route> routes_with_fixed_metric(const Plan& plan, const model::Endpoint& endpoint) {
  std::vector<Route> routes;
  for (const auto& entry : plan.entries()) {
    const auto* route = entry.resource.get_if<Route>();
    const bool is_default = route != nullptr && route->place == Place::container &&
                            route->destination.length == 0 && route->table == 0;
    if (is_default && route->metric != 0 && route->metric != endpoint.metric)
      routes.push_back(*route);
  }
  return routes;
}

// Returns who owns the default route through the link, for example `network "web"`.
Result<std::string> owner_of(Session& session, OpenState& open_state,
                             const kernel::Netns& container, const std::string& link) {
  MYDOCKER_TRY(const auto endpoints, open_state.state.endpoints_in(container.cookie()));
  const auto same = std::ranges::find(endpoints, link, &model::Endpoint::link_name);
  if (same == endpoints.end()) return "another program (" + base::quoted(link) + ")";
  MYDOCKER_TRY(const auto network, find_active_or_defined(session, open_state, same->network_id));
  return "network " + base::quoted(network.name);
}

Error taken(std::uint32_t metric, const std::string& owner) {
  return Error(ErrorKind::already_exists, "the network has the fixed metric " +
                                              std::to_string(metric) +
                                              " for its default route, and in this container " +
                                              owner + " has a default route with this metric")
      .hint(
          "change the metric of one of the networks: mydocker network update NETWORK -o "
          "KEY=NUMBER; for KEY see: mydocker network inspect NETWORK");
}

}  // namespace

Result<void> check_fixed_metric(Session& session, OpenState& open_state,
                                const model::Endpoint& endpoint, const kernel::Netns& container,
                                const Plan& plan) {
  if (endpoint.container_half == model::ContainerHalf::engine) return {};
  for (const auto& route : routes_with_fixed_metric(plan, endpoint)) {
    MYDOCKER_TRY(const auto inside, session.container_view(container));
    MYDOCKER_TRY(const auto present, inside->default_routes(route.destination.address.family()));
    const auto same = std::ranges::find(present, route.metric, &kernel::DefaultRoute::metric);
    if (same == present.end()) continue;
    MYDOCKER_TRY(const auto owner, owner_of(session, open_state, container, same->link));
    return taken(route.metric, owner);
  }
  return {};
}

}  // namespace mydocker::app

#include "runtime/app/default_route.hpp"

#include <algorithm>
#include <set>

#include "runtime/base/quoted.hpp"
#include "runtime/model/key_values.hpp"

namespace mydocker::app {
namespace {

constexpr std::int64_t kLowestPriority = -1000;
constexpr std::int64_t kHighestPriority = 99;
// kMetric is the metric for priority 0. Each priority has kStep metrics, so a container can have
// kStep networks with one priority.
constexpr std::int64_t kMetric = 1000;
constexpr std::int64_t kStep = 10;

// Returns whether the endpoint reaches a gateway of the family.
bool offers(const model::Network& network, const model::Endpoint& endpoint, Family family) {
  return std::ranges::any_of(network.subnets, [&](const model::Subnet& subnet) {
    return subnet.gateway && subnet.gateway->family() == family &&
           std::ranges::any_of(endpoint.addresses, [&](const IpPrefix& own) {
             return subnet.prefix.contains(own.address);
           });
  });
}

// The default routes that the container already has.
struct Present {
  std::set<std::uint32_t> metrics;  // metrics in both address families
  bool foreign = false;             // whether a default route uses a link of another program
};

// Adds the default routes of this address family to `present`. `others` are the endpoints of
// mydocker in the same container.
Result<void> add_default_routes(kernel::HostView& inside, Family family,
                                const std::vector<model::Endpoint>& others, Present& present) {
  MYDOCKER_TRY(const auto routes, inside.default_routes(family));
  for (const auto& route : routes) {
    present.metrics.insert(route.metric);
    if (std::ranges::find(others, route.link, &model::Endpoint::link_name) == others.end())
      present.foreign = true;
  }
  return {};
}

// Returns the first metric of the priority that no default route has.
Result<std::uint32_t> free_metric(std::int64_t priority, const Present& present) {
  const std::int64_t first = kMetric - kStep * priority;
  for (std::int64_t metric = first; metric < first + kStep; ++metric)
    if (!present.metrics.contains(static_cast<std::uint32_t>(metric)))
      return static_cast<std::uint32_t>(metric);
  return Error(ErrorKind::exhausted, "the container has " + std::to_string(kStep) +
                                         " networks with gateway priority " +
                                         std::to_string(priority) + " already")
      .hint("choose another priority: --gw-priority N");
}

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

Error metric_in_use(std::uint32_t metric, const std::string& owner) {
  return Error(ErrorKind::already_exists, "the network has the fixed metric " +
                                              std::to_string(metric) +
                                              " for its default route, and in this container " +
                                              owner + " has a default route with this metric")
      .hint(
          "change the metric of one of the networks: mydocker network update NETWORK -o "
          "KEY=NUMBER; for KEY see: mydocker network inspect NETWORK");
}

}  // namespace

Result<std::int64_t> parse_priority(const std::string& word) {
  const auto number = parse_number(word);
  if (number.ok() && *number >= kLowestPriority && *number <= kHighestPriority) return *number;
  return Error(ErrorKind::invalid_argument,
               "--gw-priority " + base::quoted(word) + " is not a number from -1000 to 99")
      .hint("the network with the highest priority has the container's default route");
}

Result<void> resolve_default_route(const ConnectRequest& request, const model::Network& network,
                                   const std::vector<model::Endpoint>& others,
                                   kernel::HostView& inside, model::Endpoint& endpoint) {
  if (request.gateway_priority) {
    MYDOCKER_TRY(endpoint.gateway_priority, parse_priority(*request.gateway_priority));
  }
  if (network.internal) return {};
  Present present;
  for (const auto& other : others)
    if (other.default_route) present.metrics.insert(other.metric);
  for (const Family family : {Family::v4, Family::v6}) {
    if (!offers(network, endpoint, family)) continue;
    endpoint.default_route = true;
    if (request.container_half == model::ContainerHalf::mydocker)
      MYDOCKER_CHECK(add_default_routes(inside, family, others, present));
  }
  // A default route of another program stays in use, unless the user gives --gw-priority.
  if (present.foreign && !request.gateway_priority) endpoint.default_route = false;
  if (!endpoint.default_route) return {};
  MYDOCKER_TRY(endpoint.metric, free_metric(endpoint.gateway_priority, present));
  return {};
}

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
    return metric_in_use(route.metric, owner);
  }
  return {};
}

}  // namespace mydocker::app

#include "runtime/app/endpoint_default_route.hpp"

#include <algorithm>
#include <set>

#include "runtime/base/quoted.hpp"

namespace mydocker::app {
namespace {

constexpr std::int64_t kLowestPriority = -1000;
constexpr std::int64_t kHighestPriority = 99;
// kMetric is the metric of priority 0. Each priority has a range of kStep metrics. So a container
// can have kStep networks of one priority.
constexpr std::int64_t kMetric = 1000;
constexpr std::int64_t kStep = 10;

// Returns whether the endpoint reaches a gateway of that family.
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
  std::set<std::uint32_t> metrics;  // of both address families
  bool foreign = false;             // whether a default route uses a link of another program
};

Result<void> look_at(kernel::HostView& inside, Family family,
                     const std::vector<model::Endpoint>& others, Present& present) {
  MYDOCKER_TRY(const auto routes, inside.default_routes(family));
  for (const auto& route : routes) {
    present.metrics.insert(route.metric);
    if (std::ranges::find(others, route.link, &model::Endpoint::link_name) == others.end())
      present.foreign = true;
  }
  return {};
}

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
      MYDOCKER_CHECK(look_at(inside, family, others, present));
  }
  // A default route of another program stays in use, unless the user gives --gw-priority.
  if (present.foreign && !request.gateway_priority) endpoint.default_route = false;
  if (!endpoint.default_route) return {};
  MYDOCKER_TRY(endpoint.metric, free_metric(endpoint.gateway_priority, present));
  return {};
}

}  // namespace mydocker::app

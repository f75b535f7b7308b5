#include "runtime/model/network_spec.hpp"

#include <algorithm>
#include <limits>

#include "mydocker/options.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/address_rules.hpp"

namespace mydocker::model {
namespace {

constexpr const char* kForm =
    "write --route DESTINATION,GATEWAY[,METRIC], or blackhole, unreachable or prohibit as GATEWAY";

Error refusal(const std::string& word, const std::string& cause) {
  return {ErrorKind::invalid_argument, "--route " + base::quoted(word) + " " + cause};
}

std::vector<std::string> split_at_commas(const std::string& word) {
  std::vector<std::string> parts(1);
  for (const char c : word) {
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

// Returns the type, with Podman's names, or nothing for another word.
std::optional<RouteType> parse_type(const std::string& text) {
  for (const auto type : {RouteType::blackhole, RouteType::unreachable, RouteType::prohibit})
    if (text == name_of(type)) return type;
  return std::nullopt;
}

Result<IpAddress> parse_gateway(const std::string& word, const std::string& text, Family family) {
  const auto via = IpAddress::parse(text);
  if (!via.ok()) return refusal(word, "has an invalid gateway: " + base::quoted(text)).hint(kForm);
  if (via->family() == family) return *via;
  return refusal(word, "mixes IPv4 and IPv6")
      .hint("the gateway and the destination must have the same address family");
}

Result<std::uint32_t> parse_metric(const std::string& word, const std::string& text) {
  const auto number = parse_number(text);
  const bool fits =
      number.ok() && *number >= 1 && *number <= std::numeric_limits<std::uint32_t>::max();
  if (fits) return static_cast<std::uint32_t>(*number);
  return refusal(word, "has an invalid metric: " + base::quoted(text))
      .hint("a metric is a number from 1 to 4294967295");
}

// Refuses a destination inside the network's subnets, and a default route.
Result<void> check_destination(const std::string& word, const StaticRoute& route,
                               const std::vector<Subnet>& subnets) {
  const IpPrefix& destination = route.destination;
  if (destination.length == 0)
    return refusal(word, "is a default route")
        .hint("the default route follows from --gateway; its metric from -o metric=N");
  for (const Subnet& subnet : subnets)
    if (subnet.prefix.contains(destination))
      return refusal(word,
                     "has a destination inside the network's own subnet " + subnet.prefix.text())
          .hint("containers reach their own subnet without a route");
  return {};
}

Result<void> check_gateway(const std::string& word, const StaticRoute& route,
                           const std::vector<Subnet>& subnets) {
  if (!route.via) return {};
  const auto holder = std::ranges::find_if(
      subnets, [&](const Subnet& subnet) { return subnet.prefix.contains(*route.via); });
  if (subnets.empty())
    return refusal(word, "needs a --subnet that contains its gateway")
        .hint("add the subnet: --subnet ADDRESS/LENGTH");
  if (holder == subnets.end())
    return refusal(word, "has a gateway outside all subnets")
        .hint("use a gateway inside a --subnet of this network");
  if (is_usable(holder->prefix, *route.via)) return {};
  return refusal(word, "has a gateway that is not usable in subnet " + holder->prefix.text())
      .hint("choose one from " + lowest_usable(holder->prefix).text() + " to " +
            highest_usable(holder->prefix).text());
}

}  // namespace

Result<StaticRoute> parse_route(const std::string& word) {
  const auto parts = split_at_commas(word);
  if (parts.size() < 2 || parts.size() > 3)
    return refusal(word, "is not a destination and a gateway").hint(kForm);
  const auto destination = IpPrefix::parse(parts[0]);
  if (!destination.ok())
    return refusal(word, "has an invalid prefix: " + base::quoted(parts[0])).hint(kForm);
  if (destination->has_host_bits())
    return refusal(word, "has host bits set: did you mean " + destination->network().text() + "?");
  StaticRoute route{*destination};
  if (const auto type = parse_type(parts[1])) {
    route.type = *type;
  } else {
    MYDOCKER_TRY(route.via, parse_gateway(word, parts[1], destination->address.family()));
  }
  if (parts.size() == 3) {
    MYDOCKER_TRY(route.metric, parse_metric(word, parts[2]));
  }
  return route;
}

std::string route_text(const StaticRoute& route) {
  return route.destination.text() + "," +
         (route.via ? route.via->text() : std::string(name_of(route.type))) +
         (route.metric == 0 ? "" : "," + std::to_string(route.metric));
}

Result<std::vector<StaticRoute>> check_routes(const std::vector<std::string>& words,
                                              const std::vector<Subnet>& subnets) {
  std::vector<StaticRoute> routes;
  for (const auto& word : words) {
    MYDOCKER_TRY(const auto route, parse_route(word));
    MYDOCKER_CHECK(check_destination(word, route, subnets));
    MYDOCKER_CHECK(check_gateway(word, route, subnets));
    const bool known = std::ranges::any_of(routes, [&](const StaticRoute& other) {
      return other.destination == route.destination && other.metric == route.metric;
    });
    if (known)
      return refusal(word, "is a second route to " + route.destination.text() + " with that metric")
          .hint("give it another metric: --route DESTINATION,GATEWAY,METRIC");
    routes.push_back(route);
  }
  return routes;
}

}  // namespace mydocker::model

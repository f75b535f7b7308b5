// Checks P (plans): each value of a request has the effect that its comment in network_view.hpp
// describes.
#include <algorithm>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/option_inputs.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/model/names.hpp"

namespace mydocker::conformance {
namespace {

using Lines = std::vector<std::string>;

// Returns whether the line describes a Custom resource or a service. Such lines are not compared,
// because only the driver knows the meaning of their texts.
bool is_text_of_driver(const std::string& line) {
  for (const char* kind : {"custom", "service", "service-file"})
    if (line.find(R"("kind":")" + std::string(kind) + '"') != std::string::npos) return true;
  return false;
}

Lines lines_of(const Plans& plans) {
  Lines lines;
  for (const auto& line : resource_lines(plans.network)) lines.push_back("network: " + line);
  for (const auto& line : resource_lines(plans.endpoint)) lines.push_back("container: " + line);
  std::erase_if(lines, is_text_of_driver);
  return lines;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

Result<RuleResult> values(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto rich, rich_input(driver));
  const auto pairs = value_pairs(driver, rich);
  for (const auto& pair : pairs) {
    MYDOCKER_TRY(auto result, differs_as_asked(probe, pair));
    if (result.outcome != RuleOutcome::pass) return result;
  }
  return pass(std::to_string(pairs.size()) + " values");
}

// Checks that the names of networks and containers do not change other resources than Custom
// resources and services. Names are texts for users, so they may change reasons too.
Result<RuleResult> name_lengths(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(auto input, usual_input(driver));
  MYDOCKER_TRY(const auto usual, plans_of(probe, input));
  constexpr std::size_t kLengthStep = 7;
  const std::size_t longest = std::max(model::kNetworkNameLength, model::kContainerNameLength);
  for (std::size_t length = 1; length < longest + kLengthStep; length += kLengthStep) {
    input.network.name = std::string(std::min(length, model::kNetworkNameLength), 'n');
    input.endpoint.container = std::string(std::min(length, model::kContainerNameLength), 'c');
    input.what = "names of " + std::to_string(length) + " characters";
    MYDOCKER_TRY(const auto plans, plans_of(probe, input));
    const auto changes = differences(lines_of(plans), lines_of(usual));
    if (!changes.empty()) return fail("the same resources with " + input.what, some_of(changes, 2));
  }
  return pass();
}

std::string text_of(const Route& route) {
  std::string text = std::string(name_of(route.type)) + " " + route.destination.text();
  if (route.via) text += " via " + route.via->text();
  return text + " metric " + std::to_string(route.metric);
}

// Returns routes that a user can add, for one address family. Two lead through a container, with
// and without a metric. Three have a type without a gateway, such as blackhole.
std::vector<RouteView> routes_of(bool v4) {
  const auto to = [&](int number) {
    const std::string text = std::to_string(number);
    return IpPrefix::parse(v4 ? "203.0.113." + text + "/32" : "2001:db8::" + text + "/128").value();
  };
  const auto via = IpAddress::parse(v4 ? "10.77.0.99" : "fd00:77::99").value();
  return {{to(1), via},
          {to(2), via, 77},
          {to(3), std::nullopt, 0, RouteType::blackhole},
          {to(4), std::nullopt, 0, RouteType::unreachable},
          {to(5), std::nullopt, 78, RouteType::prohibit}};
}

bool plans_route(const Plan& plan, const RouteView& wanted) {
  const Route expected{Place::container, "",         wanted.destination, wanted.via,
                       wanted.metric,    wanted.type};
  return std::ranges::any_of(all_of<Route>(plan), [&](const Route& route) {
    return route.place == Place::container && route.table == 0 &&
           text_of(route) == text_of(expected);
  });
}

// Checks that the container gets each route of its network. Each route is planned separately,
// because a driver may refuse some types of routes.
Result<RuleResult> network_routes(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  const std::vector<std::string> subnets =
      has_ipv6(driver) ? Lines{"10.77.0.0/24", "fd00:77::/64"} : Lines{"10.77.0.0/24"};
  for (const auto& subnet : subnets)
    for (const auto& route : routes_of(subnet.find(':') == std::string::npos)) {
      auto input = with_subnets(usual, subnets);
      input.network.routes = {route};
      input.what = "a route to " + route.destination.text();
      std::string refused;
      MYDOCKER_CHECK(plan_or_refuse(probe, input, refused));
      if (!refused.empty()) continue;
      MYDOCKER_TRY(const auto plan, probe.endpoint(input));
      if (!plans_route(plan, route))
        return fail("the network's route to " + route.destination.text() + " in the container",
                    "none with its gateway, type and metric");
    }
  return pass();
}

bool is_gateway(const PlanInput& input, const IpAddress& address) {
  return is_link_local(address) ||
         std::ranges::any_of(input.network.subnets,
                             [&](const SubnetView& subnet) { return subnet.gateway == address; });
}

// Checks subnets whose gateway is the last address, not the first one.
Result<RuleResult> other_gateway(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  MYDOCKER_TRY(auto input, usual_input(driver));
  if (has_ipv6(driver)) input = with_subnets(std::move(input), {"10.77.0.0/24", "fd00:77::/64"});
  for (auto& subnet : input.network.subnets)
    subnet.gateway = subnet.prefix.address.is_v4() ? IpAddress::parse("10.77.0.254").value()
                                                   : IpAddress::parse("fd00:77::fffe").value();
  input.what = "gateways that are not the first addresses";
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  for (const Plan* plan : {&is.plans.network, &is.plans.endpoint}) {
    for (const auto& held : addresses_at(Place::host, *plan))
      if (!is_gateway(is.input, held.address) && held.address == held.network().address.plus(1))
        return fail("the requested gateway among the host's addresses", held.text());
    for (const auto& route : all_of<Route>(*plan))
      if (route.via && !is_gateway(is.input, *route.via))
        return fail("the requested gateway in each route",
                    describe(route) + " via " + route.via->text());
  }
  return pass();
}

}  // namespace

Result<RuleResult> differs_as_asked(const PlanProbe& probe, const ValuePair& pair) {
  const auto before = plans_of(probe, pair.before);
  const auto after = plans_of(probe, pair.after);
  if (!before && !after) return pass();
  if (!before || !after)
    return fail("two plans that differ in " + pair.field,
                (before ? after : before).error().message());
  auto expected = lines_of(*before);
  for (const auto& [from, to] : pair.texts)
    for (auto& line : expected) line = replaced(line, from, to);
  const auto changes = differences(lines_of(*after), expected);
  if (changes.empty()) return pass();
  return fail("two plans that differ only in " + pair.field, some_of(changes, 2));
}

namespace {

constexpr Check kValueCheckTable[] = {
    {"P37", Level::plan, "network-routes",
     "a container gets every route of its network, with gateway, type and metric",
     "plan each of NetworkView::routes: blocks::add_routes()", network_routes},
    {"P39", Level::plan, "other-gateway",
     "the gateway is the one of the subnet, also if it is not the first address",
     "use SubnetView::gateway: blocks::add_gateway_addresses() and add_default_routes()",
     other_gateway},
    {"P40", Level::plan, "name-lengths",
     "names of networks and containers change only reasons, Custom resources and services",
     "derive names of links from ids, and treat names of each length alike", name_lengths},
    {"P45", Level::plan, "values",
     "a value that changes in the request changes in the plan, and nothing else changes",
     "take each value from the view, and keep no copy or default of it", values},
};

}  // namespace

const std::span<const Check> kValueChecks = kValueCheckTable;

}  // namespace mydocker::conformance

// Checks P (plans): a plan contains all that was requested, and nothing else.
#include <algorithm>
#include <type_traits>

#include "mydocker/detail/visit.hpp"
#include "runtime/conformance/check.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/plan_rules.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::uint32_t kAskedMtu = 1400;
constexpr std::uint32_t kAskedMetric = 1234;

Result<RuleResult> asked_mtu(const DriverUnderTest& driver) {
  const auto key = driver.driver().key_of(OptionRole::mtu);
  if (key.empty()) return skip("the driver has no option with the role \"mtu\"");
  MYDOCKER_TRY(auto input, usual_input(driver));
  auto values = input.network.options.values();
  values[key] = std::to_string(kAskedMtu);
  input.network.options = Options(values);
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  std::size_t links = 0;
  std::string wrong;
  for (const Plan* plan : {&is.plans.network, &is.plans.endpoint})
    for (const auto& entry : plan->entries())
      detail::visit(
          [&](const auto& typed) {
            using Kind = std::remove_cvref_t<decltype(typed)>;
            if constexpr (requires { typed.mtu; } && !std::is_same_v<Kind, Route>) {
              ++links;
              if (typed.mtu != kAskedMtu) wrong = describe(entry.resource);
            }
          },
          entry.resource);
  if (wrong.empty() && links > 0) return pass();
  return fail("mtu 1400 at every link", links == 0 ? "no link" : "another at " + wrong);
}

Result<RuleResult> asked_link_name(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.endpoint.link_name = "asked-for-name7";
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  for (const auto& entry : is.plans.endpoint.entries())
    for (const auto& [place, name] : links_in(entry.resource))
      if (place == Place::container && name != is.input.endpoint.link_name)
        return fail(base::quoted(is.input.endpoint.link_name) + " in the container",
                    base::quoted(name));
  return pass();
}

Result<RuleResult> asked_mac(const DriverUnderTest& driver) {
  if (shares_host(driver)) return skip("the driver's containers use the links of the host");
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.endpoint.mac = *MacAddress::parse("02:aa:bb:cc:dd:ee");
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  bool any = false;
  std::string wrong;
  for (const auto& entry : is.plans.endpoint.entries())
    detail::visit(
        [&](const auto& typed) {
          MacAddress mac;
          if constexpr (requires { typed.container_mac; }) mac = typed.container_mac;
          if constexpr (requires { typed.parent; })
            if (typed.place == Place::container) mac = typed.mac;
          if (mac.is_zero()) return;
          any = true;
          if (mac != is.input.endpoint.mac) wrong = mac.text();
        },
        entry.resource);
  if (!any) return skip("the driver creates no link in the container");
  return wrong.empty() ? pass() : fail(is.input.endpoint.mac.text() + " in the container", wrong);
}

bool is_default(const Route& route) {
  return route.place == Place::container && route.destination.length == 0 &&
         route.type == RouteType::unicast && route.table == 0;
}

std::vector<Route> default_routes(const Plan& plan) {
  auto routes = all_of<Route>(plan);
  std::erase_if(routes, [](const Route& route) { return !is_default(route); });
  return routes;
}

Result<RuleResult> default_route(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.endpoint.default_route = false;
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  return default_routes(is.plans.endpoint).empty()
             ? pass()
             : fail("no default route, because none was requested", "one");
}

Result<RuleResult> metric(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.endpoint.metric = kAskedMetric;
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  const auto routes = default_routes(is.plans.endpoint);
  if (routes.empty()) return skip("the driver does not plan a default route");
  for (const auto& route : routes)
    if (route.metric != kAskedMetric)
      return fail("a default route with metric 1234", std::to_string(route.metric));
  return pass();
}

// Adds one line for each single port: "tcp 198.51.100.1:8080 to 10.77.0.2:80".
void add_ports(std::vector<std::string>& lines, const PublishedPort& port) {
  const std::string address = port.host_address ? port.host_address->text() : "any";
  for (int i = 0; i < port.count; ++i)
    lines.push_back(std::string(name_of(port.protocol)) + " " + address + ":" +
                    std::to_string(port.host_port + i) + " to " + port.container_address.text() +
                    ":" + std::to_string(port.container_port + i));
}

// Returns the requested ports as lines. Ports of a family in which the endpoint has no address are
// left out.
std::vector<std::string> requested_ports(const EndpointView& endpoint) {
  std::vector<std::string> lines;
  for (const auto& view : endpoint.ports)
    for (const auto& own : endpoint.addresses) {
      const IpAddress any(own.address.family(), {});
      if (view.host_address && view.host_address->family() != any.family()) continue;
      PublishedPort port{view.protocol, view.host_address,   view.host_port,
                         own.address,   view.container_port, view.count};
      if (port.host_address == any) port.host_address.reset();
      add_ports(lines, port);
    }
  std::ranges::sort(lines);
  return lines;
}

std::vector<PortView> all_kinds_of_ports() {
  const auto at = [](const char* text) { return IpAddress::parse(text).value(); };
  return {{Protocol::tcp, std::nullopt, 8080, 80, 1},
          {Protocol::udp, std::nullopt, 8080, 80, 1},
          {Protocol::sctp, std::nullopt, 8080, 80, 1},
          {Protocol::tcp, at("127.0.0.1"), 8081, 80, 1},
          {Protocol::udp, at("198.51.100.1"), 8082, 53, 1},
          {Protocol::tcp, at("0.0.0.0"), 8083, 80, 1},
          {Protocol::tcp, at("2001:db8::1"), 8084, 80, 1},
          {Protocol::tcp, at("::"), 8085, 80, 1},
          {Protocol::tcp, std::nullopt, 9000, 7000, 3},
          {Protocol::udp, at("198.51.100.1"), 9100, 9100, 10}};
}

Result<RuleResult> planned_ports(const DriverUnderTest& driver) {
  if (!has_ports(driver)) return skip("the driver publishes no ports");
  MYDOCKER_TRY(auto input, usual_input(driver));
  if (has_ipv6(driver)) input = with_subnets(std::move(input), {"10.77.0.0/24", "fd00:77::/64"});
  input.endpoint.ports = all_kinds_of_ports();
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  const auto wanted = requested_ports(is.input.endpoint);
  std::vector<std::string> found;
  for (const auto& port : all_of<PublishedPort>(is.plans.endpoint)) add_ports(found, port);
  const auto changes = differences(found, wanted);
  return changes.empty() ? pass() : fail("the requested ports", some_of(changes));
}

constexpr Check kPlanContentCheckTable[] = {
    {"P14", Level::plan, "asked-mtu",
     "every link has the value of the option with the role \"mtu\"",
     "set the option's value on all links", asked_mtu},
    {"P15", Level::plan, "asked-link-name",
     "the container's link has the requested name, also in the resources that depend on it",
     "use EndpointView::link_name", asked_link_name},
    {"P16", Level::plan, "asked-mac", "the container's link has the requested MAC",
     "use EndpointView::mac", asked_mac},
    {"P29", Level::plan, "default-route",
     "a container has a default route only if it was requested", "read EndpointView::default_route",
     default_route},
    {"P30", Level::plan, "metric", "the default route has the requested metric",
     "use EndpointView::metric", metric},
    {"P31", Level::plan, "ports",
     "every requested port is published, with protocol, host address and count, and no other",
     "publish each of EndpointView::ports: blocks::publish_ports()", planned_ports},
};

}  // namespace

const std::span<const Check> kPlanContentChecks = kPlanContentCheckTable;

}  // namespace mydocker::conformance

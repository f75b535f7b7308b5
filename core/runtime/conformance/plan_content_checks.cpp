// P: a plan contains all that was requested, and nothing else.
#include <algorithm>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/listing.hpp"
#include "runtime/conformance/plan_facts.hpp"
#include "runtime/conformance/plan_probe.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::uint32_t kAskedMtu = 1400;
constexpr std::uint32_t kAskedMetric = 1234;

Result<Verdict> asked_mtu(const DriverUnderTest& driver) {
  const auto& options = driver.driver().options;
  const auto has_it = [](const ManifestOption& option) {
    return option.key == "mtu" && option.type == OptionType::number &&
           option.scope == OptionScope::network;
  };
  if (std::ranges::none_of(options, has_it)) return skip("it has no option \"mtu\"");
  MYDOCKER_TRY(auto input, usual_input(driver));
  auto values = input.network.options.values();
  values["mtu"] = std::to_string(kAskedMtu);
  input.network.options = Options(values);
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  std::size_t links = 0;
  std::string wrong;
  for (const Plan* plan : {&is.plans.network, &is.plans.endpoint})
    for (const auto& entry : plan->entries())
      std::visit(
          [&](const auto& typed) {
            if constexpr (requires { typed.mtu; }) {
              ++links;
              if (typed.mtu != kAskedMtu) wrong = describe(entry.resource);
            }
          },
          entry.resource);
  if (wrong.empty() && links > 0) return pass();
  return fail("mtu 1400 at every link", links == 0 ? "no link" : "another at " + wrong);
}

Result<Verdict> asked_link_name(const DriverUnderTest& driver) {
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

Result<Verdict> asked_mac(const DriverUnderTest& driver) {
  if (shares_host(driver)) return skip("its containers have the host's links");
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.endpoint.mac = *MacAddress::parse("02:aa:bb:cc:dd:ee");
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  bool any = false;
  std::string wrong;
  for (const auto& entry : is.plans.endpoint.entries())
    std::visit(
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
  if (!any) return skip("it makes no link in the container");
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

Result<Verdict> default_route(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.endpoint.default_route = false;
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  return default_routes(is.plans.endpoint).empty()
             ? pass()
             : fail("no default route if none was requested", "one");
}

Result<Verdict> metric(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.endpoint.metric = kAskedMetric;
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  const auto routes = default_routes(is.plans.endpoint);
  if (routes.empty()) return skip("it does not plan a default route");
  for (const auto& route : routes)
    if (route.metric != kAskedMetric)
      return fail("metric 1234 at the default route", std::to_string(route.metric));
  return pass();
}

std::string word_of(Protocol protocol, std::uint16_t host, std::uint16_t container) {
  return std::to_string(host) + ":" + std::to_string(container) + "/" +
         std::string(name_of(protocol));
}

Result<Verdict> planned_ports(const DriverUnderTest& driver) {
  if (!has_ports(driver)) return skip("it publishes no ports");
  MYDOCKER_TRY(auto input, usual_input(driver));
  for (const Protocol protocol : {Protocol::tcp, Protocol::udp, Protocol::sctp})
    input.endpoint.ports.push_back({protocol, std::nullopt, 8080, 80, 1});
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  std::vector<std::string> wanted;
  std::vector<std::string> found;
  for (const auto& port : is.input.endpoint.ports)
    wanted.push_back(word_of(port.protocol, port.host_port, port.container_port));
  for (const auto& port : all_of<PublishedPort>(is.plans.endpoint))
    found.push_back(word_of(port.protocol, port.host_port, port.container_port));
  std::ranges::sort(wanted);
  std::ranges::sort(found);
  return found == wanted ? pass() : fail(some_of(wanted), some_of(found));
}

constexpr Check kPlanContentCheckTable[] = {
    {"P14", Level::plan, "asked-mtu", "every link has the value of the option \"mtu\"",
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
    {"P31", Level::plan, "ports", "every requested port is published, and no other",
     "publish each of EndpointView::ports: blocks::publish_ports()", planned_ports},
};

}  // namespace

const std::span<const Check> kPlanContentChecks = kPlanContentCheckTable;

}  // namespace mydocker::conformance

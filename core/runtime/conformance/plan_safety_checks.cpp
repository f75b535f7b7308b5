// Checks P (plans): no step of a plan opens a container. A plan gives a container only its own
// addresses and settings.
#include <algorithm>
#include <optional>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/plan_rules.hpp"

namespace mydocker::conformance {
namespace {

Result<Planned> planned_with_all_families(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto input, usual_input(driver));
  if (has_addresses(driver) && has_ipv6(driver))
    input = with_subnets(std::move(input), {"10.77.0.0/24", "fd00:77::/64"});
  if (has_ports(driver)) input.endpoint.ports.push_back({Protocol::tcp, std::nullopt, 8080, 80, 1});
  return planned(driver, std::move(input));
}

bool is_setting_of(const Sysctl& sysctl, const std::string& link) {
  return sysctl.name.find("/" + link + "/") != std::string::npos;
}

Result<RuleResult> container_settings(const DriverUnderTest& driver) {
  if (shares_host(driver)) return skip("the driver's containers use the links of the host");
  MYDOCKER_TRY(const auto is, planned_with_all_families(driver));
  for (const auto& sysctl : all_of<Sysctl>(is.plans.endpoint))
    if (sysctl.place == Place::container && !is_setting_of(sysctl, is.input.endpoint.link_name))
      return fail("only settings of the endpoint's link in the container", describe(sysctl));
  return pass();
}

// Returns whether the resource lets packets pass to containers. A link that is brought up only
// after the rest of the plan does not count.
bool opens_way(const Resource& resource) {
  if (const auto* veth = resource.get_if<Veth>()) return veth->up;
  if (const auto* route = resource.get_if<Route>())
    return route->place == Place::host && route->type == RouteType::unicast;
  if (const auto* sysctl = resource.get_if<Sysctl>())
    return sysctl->place == Place::host && (sysctl->name == "net/ipv4/ip_forward" ||
                                            sysctl->name == "net/ipv6/conf/all/forwarding");
  return resource.is<ForwardAllow>() || resource.is<PublishedPort>() || resource.is<Masquerade>();
}

// Returns whether the host's link `link` is up before the whole plan is done. Then the
// anti-spoofing for the link must come before the link.
bool is_up_early(const Plan& plan, const std::string& link) {
  const auto veths = all_of<Veth>(plan);
  return std::ranges::any_of(veths,
                             [&](const Veth& veth) { return veth.up && veth.host_link == link; });
}

bool closes_way(const Resource& resource, const Plan& plan) {
  if (const auto* antispoofing = resource.get_if<AntiSpoofing>())
    return is_up_early(plan, antispoofing->link);
  return resource.is<Isolation>();
}

RuleResult closed_before_open(const Plan& plan) {
  const Resource* opened = nullptr;
  for (const auto& entry : plan.entries()) {
    if (opened != nullptr && closes_way(entry.resource, plan))
      return fail(describe(entry.resource) + " before " + describe(*opened), "it later");
    if (opened == nullptr && opens_way(entry.resource)) opened = &entry.resource;
  }
  return pass();
}

Result<RuleResult> closed_first(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto is, planned_with_all_families(driver));
  auto result = closed_before_open(is.plans.network);
  if (result.outcome != RuleOutcome::pass) return result;
  return closed_before_open(is.plans.endpoint);
}

bool is_own_address(const EndpointView& endpoint, const IpAddress& address) {
  const auto is_it = [&](const IpPrefix& own) { return own.address == address; };
  return std::ranges::any_of(endpoint.addresses, is_it) ||
         std::ranges::any_of(endpoint.extra_addresses, is_it) ||
         address == link_local_of(endpoint.mac);
}

Result<RuleResult> own_addresses(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto is, planned_with_all_families(driver));
  for (const auto& antispoofing : all_of<AntiSpoofing>(is.plans.endpoint)) {
    if (antispoofing.mac != is.input.endpoint.mac)
      return fail("the container's MAC in " + describe(antispoofing), antispoofing.mac.text());
    if (antispoofing.any_address && !is.input.endpoint.addresses.empty())
      return fail("the container's addresses in " + describe(antispoofing), "every address");
    for (const auto& address : antispoofing.addresses)
      if (!is_own_address(is.input.endpoint, address))
        return fail("only the container's addresses in " + describe(antispoofing), address.text());
  }
  return pass();
}

constexpr Check kPlanSafetyCheckTable[] = {
    {"P42", Level::plan, "container-settings",
     "in a container, only settings of the endpoint's link are changed",
     "leave settings of the whole container to its user", container_settings},
    {"P43", Level::plan, "closed-first",
     "a resource that blocks traffic comes before those that allow it",
     "call blocks::isolate() first, and add_antispoofing() before a link that is up immediately",
     closed_first},
    {"P44", Level::plan, "own-addresses",
     "anti-spoofing allows the MAC and the addresses of the endpoint, and no others",
     "use blocks::add_antispoofing()", own_addresses},
};

}  // namespace

const std::span<const Check> kPlanSafetyChecks = kPlanSafetyCheckTable;

}  // namespace mydocker::conformance

// Checks P (plans): unusual networks and unusual hosts.
#include <algorithm>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/model/names.hpp"

namespace mydocker::conformance {
namespace {

constexpr std::size_t kLongestHostReason = 200;  // limit of plan/plan_check.cpp

// Checks that the driver plans the inputs, or refuses them with an error that users understand.
Result<RuleResult> plans_or_refuses(const DriverUnderTest& driver,
                                    const std::vector<PlanInput>& inputs) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  std::string text;
  for (const auto& input : inputs) {
    std::string refused;
    MYDOCKER_CHECK(plan_or_refuse(probe, input, refused));
    if (!refused.empty()) text = input.what + ": " + refused.substr(0, refused.find('\n'));
  }
  return pass(text);
}

PlanInput called(PlanInput input, const char* what) {
  input.what = what;
  return input;
}

// Checks that the driver accepts the longest names of networks and containers, because each user
// may choose them.
Result<RuleResult> long_names(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(auto input, usual_input(driver));
  input = of_network(std::move(input), "dddddddd", std::string(model::kNetworkNameLength, 'n'));
  input =
      of_endpoint(std::move(input), "eeeeeeee", std::string(model::kContainerNameLength, 'c'), 2);
  input.what = "names of the greatest length";
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  MYDOCKER_CHECK(check_as_host(input, plans));
  for (const Plan* plan : {&plans.network, &plans.endpoint})
    for (const auto& entry : plan->entries())
      if (entry.why.size() > kLongestHostReason)
        return fail("reasons of at most 200 characters", std::to_string(entry.why.size()));
  return pass();
}

bool is_planned(const Plans& plans, const IpPrefix& wanted) {
  const auto held = addresses_at(Place::container, plans.endpoint);
  return std::ranges::find(held, wanted.address, &IpPrefix::address) != held.end();
}

Result<RuleResult> host_ipv6(const DriverUnderTest& driver) {
  if (!has_ipv6(driver)) return skip("the driver has no IPv6");
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  for (const auto& input :
       {called(with_subnets(usual, {"fd00:77::/64"}), "a network with IPv6 only"),
        called(with_subnets(usual, {"10.77.0.0/24", "fd00:77::/64"}), "a network with IPv6")}) {
    MYDOCKER_TRY(const auto plans, plans_of(probe, input));
    MYDOCKER_CHECK(check_as_host(input, plans));
    for (const auto& address : input.endpoint.addresses)
      if (!is_planned(plans, address))
        return fail(address.text() + " in the plan of " + input.what, "it missing");
  }
  return pass();
}

Result<RuleResult> no_subnets(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  return plans_or_refuses(driver, {called(with_subnets(usual, {}), "a network without subnets")});
}

Result<RuleResult> host_internal(const DriverUnderTest& driver) {
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.network.internal = true;
  input.endpoint.default_route = false;
  input.what = "an internal network";
  std::string refused;
  MYDOCKER_CHECK(plan_or_refuse(probe, input, refused));
  if (!refused.empty()) return pass("refused: " + refused.substr(0, refused.find('\n')));
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  if (!all_of<Masquerade>(plans.network).empty())
    return fail("no path out of an internal network", "a masquerade");
  return pass();
}

Result<RuleResult> bare_host(const DriverUnderTest& driver) {
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.host = {};
  input.what = "a host without default route and IPv6";
  return plans_or_refuses(driver, {input});
}

Result<RuleResult> odd_subnets(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  auto no_gateway = called(usual, "a subnet without a gateway");
  for (auto& subnet : no_gateway.network.subnets) subnet.gateway.reset();
  auto pair = called(with_subnets(usual, {"10.77.0.0/31"}), "a /31");
  pair.network.subnets.front().gateway = pair.network.subnets.front().prefix.address;
  pair.endpoint.addresses.front().address = pair.network.subnets.front().prefix.address.plus(1);
  return plans_or_refuses(
      driver, {no_gateway, pair, called(with_subnets(usual, {"10.0.0.0/8"}), "a /8"),
               called(with_subnets(usual, {"10.77.0.0/30"}), "a /30"),
               called(with_subnets(usual, {"10.77.0.0/24", "10.78.0.0/24"}), "two subnets")});
}

// Checks that a subnet of each length is planned with few resources, or refused.
Result<RuleResult> prefix_lengths(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  constexpr std::size_t kMostResources = 200;
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto usual, usual_input(driver));
  std::vector<std::string> prefixes;
  for (unsigned length = 8; length <= 30; ++length)
    prefixes.push_back("10.0.0.0/" + std::to_string(length));
  for (unsigned length = 40; length <= 126 && has_ipv6(driver); ++length)
    prefixes.push_back("fd00:77::/" + std::to_string(length));
  for (const auto& prefix : prefixes) {
    const auto input = called(with_subnets(usual, {prefix}), prefix.c_str());
    std::string refused;
    MYDOCKER_CHECK(plan_or_refuse(probe, input, refused));
    if (!refused.empty()) continue;
    MYDOCKER_TRY(const auto plans, plans_of(probe, input));
    const auto count = plans.network.entries().size() + plans.endpoint.entries().size();
    if (count > kMostResources)
      return fail("at most 200 resources for the subnet " + prefix, std::to_string(count));
  }
  return pass(std::to_string(prefixes.size()) + " subnets");
}

Result<RuleResult> many_ports(const DriverUnderTest& driver) {
  if (!has_ports(driver)) return skip("the driver publishes no ports");
  MYDOCKER_TRY(auto input, usual_input(driver));
  for (std::uint16_t port = 0; port < 500; ++port)
    input.endpoint.ports.push_back({Protocol::tcp, std::nullopt,
                                    static_cast<std::uint16_t>(20000 + port),
                                    static_cast<std::uint16_t>(1000 + port), 1});
  input.what = "500 published ports";
  MYDOCKER_TRY(const auto probe, PlanProbe::load(driver));
  MYDOCKER_TRY(const auto plans, plans_of(probe, input));
  MYDOCKER_CHECK(check_as_host(input, plans));
  return pass(std::to_string(plans.endpoint.entries().size()) + " resources");
}

constexpr Check kHostCheckTable[] = {
    {"P11", Level::plan, "long-names",
     "networks and containers with names of the greatest length are planned",
     "cut names before they go into reasons and links", long_names},
    {"P20", Level::plan, "ipv6",
     "networks with IPv6, with or without IPv4, are planned with all their addresses",
     "do the same for every subnet, or leave the capability \"ipv6\" out", host_ipv6},
    {"P21", Level::plan, "no-subnets",
     "a network without subnets is planned, or refused so that a user understands it",
     "expect an empty list of subnets", no_subnets},
    {"P22", Level::plan, "internal",
     "an internal network is planned without a path out, or refused so that a user understands it",
     "read NetworkView::internal", host_internal},
    {"P27", Level::plan, "bare-host",
     "a host without default route and IPv6 gets a plan, or a refusal that a user understands",
     "expect HostFacts::default_route to be empty", bare_host},
    {"P28", Level::plan, "odd-subnets",
     "subnets without gateway, tiny and huge ones, several of them: planned, or clearly refused",
     "expect SubnetView::gateway to be empty", odd_subnets},
    {"P38", Level::plan, "prefix-lengths",
     "a subnet of any length is planned with at most 200 resources, or clearly refused",
     "use a prefix instead of one resource for each address", prefix_lengths},
    {"P34", Level::plan, "many-ports", "500 published ports of one container are planned",
     "use one resource for each port", many_ports},
};

}  // namespace

const std::span<const Check> kHostChecks = kHostCheckTable;

}  // namespace mydocker::conformance

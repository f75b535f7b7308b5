// Checks P (plans): the addresses of the container and of the host.
#include <algorithm>

#include "runtime/conformance/check.hpp"
#include "runtime/conformance/plan_probe.hpp"
#include "runtime/conformance/plan_rules.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::conformance {
namespace {

// Returns the addresses without their prefix lengths, because the driver may choose the prefix
// length.
std::vector<std::string> texts(const std::vector<IpPrefix>& prefixes) {
  std::vector<std::string> all;
  all.reserve(prefixes.size());
  for (const auto& prefix : prefixes) all.push_back(prefix.address.text());
  std::ranges::sort(all);
  return all;
}

Result<RuleResult> given_addresses(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  MYDOCKER_TRY(auto input, usual_input(driver));
  input.endpoint.extra_addresses = {*IpPrefix::parse("169.254.7.7/16")};
  const auto& main = input.endpoint.addresses.front();
  input.endpoint.addresses.emplace_back(main.address.plus(1), main.length);
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  auto wanted = is.input.endpoint.addresses;
  wanted.push_back(is.input.endpoint.extra_addresses.front());
  auto found = addresses_at(Place::container, is.plans.endpoint);
  std::erase_if(found, [&](const IpPrefix& one) {
    return one.address == link_local_of(is.input.endpoint.mac);
  });
  if (texts(found) == texts(wanted)) return pass();
  return fail(some_of(texts(wanted)) + " in the container", some_of(texts(found)));
}

// Returns whether only links of the driver are on the containers' network segment. Then no other
// device can have the gateway's address.
bool is_own_medium(const Planned& is, const DriverUnderTest& driver) {
  if (driver.driver().can(Capability::lan)) return false;
  bool makes_links = false;
  for (const Plan* plan : {&is.plans.network, &is.plans.endpoint}) {
    const auto adopts = [](const PlanEntry& entry) { return plan::is_adopted(entry.resource); };
    if (std::ranges::any_of(plan->entries(), adopts)) return false;
    makes_links = makes_links || !plan::host_links(*plan).empty();
  }
  return makes_links;
}

Result<RuleResult> given_gateways(const DriverUnderTest& driver) {
  if (!has_addresses(driver)) return skip("the driver has no addresses");
  MYDOCKER_TRY(auto input, usual_input(driver));
  MYDOCKER_TRY(const auto is, planned(driver, std::move(input)));
  bool any = false;
  for (const Plan* plan : {&is.plans.network, &is.plans.endpoint})
    for (const auto& held : addresses_at(Place::host, *plan)) {
      const bool given = std::ranges::any_of(is.input.network.subnets, [&](const SubnetView& own) {
        return own.gateway == held.address;
      });
      any = any || given;
      if (!given && !is_link_local(held.address))
        return fail("only the gateways among the host's addresses", held.text());
    }
  if (any || has_trait(driver, "no-gateway") || !is_own_medium(is, driver)) return pass();
  return fail("the gateways among the host's addresses", "none");
}

constexpr Check kAddressCheckTable[] = {
    {"P12", Level::plan, "given-addresses",
     "the container gets all addresses of its endpoint, and no others",
     "use EndpointView::addresses and extra_addresses: blocks::add_addresses()", given_addresses},
    {"P13", Level::plan, "given-gateways",
     "the host gets only the gateways of a network's addresses, unless other devices have them",
     "use SubnetView::gateway: blocks::add_gateway_addresses()", given_gateways},
};

}  // namespace

const std::span<const Check> kAddressChecks = kAddressCheckTable;

}  // namespace mydocker::conformance

#include "runtime/conformance/plan_rules.hpp"

#include <algorithm>
#include <iterator>

#include "runtime/conformance/plan_facts.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/plan_check.hpp"
#include "runtime/plan/requested_prefixes.hpp"

namespace mydocker::conformance {
namespace {

bool is_forwarding(const Sysctl& sysctl) {
  return sysctl.name == "net/ipv4/ip_forward" || sysctl.name == "net/ipv6/conf/all/forwarding";
}

// The plan without faults that have their own checks.
Plan without_other_faults(const Plan& plan, const Plans& both) {
  Plan mended;
  for (const auto& entry : plan.entries()) {
    const auto links = links_in(entry.resource);
    const bool bad_name = std::ranges::any_of(
        links, [](const auto& link) { return !check_link_name(link.second).ok(); });
    if (!bad_name && !is_foreign_setting(entry.resource, both))
      mended.ensure(entry.resource, "one clause", entry.lifetime);
  }
  return mended;
}

}  // namespace

bool is_for_users(const Error& error) {
  using enum ErrorKind;
  const auto kind = error.kind();
  return !error.message().empty() &&
         (kind == invalid_argument || kind == unsupported || kind == not_found ||
          kind == already_exists || kind == exhausted || kind == permission || kind == in_use);
}

Result<void> check_as_host(const PlanInput& input, const Plans& plans) {
  plan::PlanRules rules;
  rules.kinds = all_kinds();
  rules.advertised_link = input.host.advertised_link;
  for (const auto& subnet : input.network.subnets) rules.subnets.push_back(subnet.prefix);
  for (const auto& [key, value] : input.network.options.values())
    if (input.host.link(value) != nullptr) rules.named_links.insert(value);
  rules.requested = plan::requested_prefixes(input.network);
  rules.ids.push_back(input.network.id);
  MYDOCKER_CHECK(plan::check_plan(without_other_faults(plans.network, plans), rules)
                     .within("plan_network, " + input.what));
  rules.endpoint = true;
  rules.ids.push_back(input.endpoint.id);
  rules.host_links = plan::host_links(plans.network);
  rules.ports = input.endpoint.ports;
  std::ranges::copy(plan::requested_prefixes(input.endpoint), std::back_inserter(rules.requested));
  return plan::check_plan(without_other_faults(plans.endpoint, plans), rules)
      .within("plan_endpoint, " + input.what);
}

Result<void> plan_or_refuse(const PlanProbe& probe, const PlanInput& input, std::string& refused) {
  refused.clear();
  const auto network = probe.network(input);
  auto endpoint = network ? probe.endpoint(input) : Result<Plan>(network.error());
  if (endpoint) return check_as_host(input, {*network, *endpoint});
  if (!is_for_users(endpoint.error())) return std::move(endpoint).error().within(input.what);
  refused = endpoint.error().message();
  for (const auto& hint : endpoint.error().hints()) refused += "\n" + hint;
  return {};
}

bool is_foreign_setting(const Resource& resource, const Plans& plans) {
  const auto* sysctl = resource.get_if<Sysctl>();
  if (sysctl == nullptr || sysctl->place != Place::host || is_forwarding(*sysctl)) return false;
  auto links = plan::own_links(plans.network);
  links.merge(plan::own_links(plans.endpoint));
  for (const auto& link : plan::host_links(plans.network)) links.insert("host " + link);
  // plan_check.cpp checks accept_ra of the advertised link.
  return !plan::depends_on(resource, links) && !sysctl->name.ends_with("/accept_ra");
}

}  // namespace mydocker::conformance

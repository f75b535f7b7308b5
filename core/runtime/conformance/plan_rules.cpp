#include "runtime/conformance/plan_rules.hpp"

#include <algorithm>
#include <iterator>

#include "mydocker/detail/visit.hpp"
#include "mydocker/documents.hpp"
#include "runtime/plan/dependencies.hpp"
#include "runtime/plan/plan_check.hpp"
#include "runtime/plan/requested_prefixes.hpp"

namespace mydocker::conformance {
namespace {

bool is_forwarding(const Sysctl& sysctl) {
  return sysctl.name == "net/ipv4/ip_forward" || sysctl.name == "net/ipv6/conf/all/forwarding";
}

// Returns a copy of the plan without the faults that other checks report. Reasons are replaced.
// Resources with a wrong link name or with a forbidden sysctl are left out.
Plan without_other_faults(const Plan& plan, const Plans& both) {
  Plan mended;
  for (const auto& entry : plan.entries()) {
    const auto links = links_in(entry.resource);
    const bool bad_name = std::ranges::any_of(
        links, [](const auto& link) { return !check_link_name(link.second).ok(); });
    if (!bad_name && !is_foreign_setting(entry.resource, both))
      mended.ensure(entry.resource, "one clause", entry.lifetime);
  }
  for (const auto& warning : plan.warnings()) mended.warn(warning);
  for (const auto& [key, value] : plan.status()) mended.report(key, value);
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
  // The sysctl accept_ra of HostFacts::advertised_link is allowed here, because plan_check.cpp
  // checks it.
  return !plan::depends_on(resource, links) && !sysctl->name.ends_with("/accept_ra");
}

namespace {

// Adds the links that the resource names. All resources use the same field names for links.
void add_links(const auto& typed, Place place, std::vector<std::pair<Place, std::string>>& links) {
  const auto add = [&](Place where, const std::string& name) {
    if (!name.empty()) links.emplace_back(where, name);
  };
  if constexpr (requires {
                  typed.ownership;
                  typed.mtu;
                })
    add(Place::host, typed.name);
  if constexpr (requires { typed.attributes; }) add(place, typed.name);
  if constexpr (requires { typed.host_link; }) add(Place::host, typed.host_link);
  if constexpr (requires { typed.container_link; }) add(Place::container, typed.container_link);
  if constexpr (requires { typed.master; }) add(Place::host, typed.master);
  if constexpr (requires { typed.parent; }) add(Place::host, typed.parent);
  if constexpr (requires { typed.link; }) add(place, typed.link);
  if constexpr (requires {
                  add(place, typed.from);
                  add(place, typed.to);
                }) {
    add(Place::host, typed.from);
    add(Place::host, typed.to);
  }
}

template <std::size_t Index = 0>
void add_kinds(std::vector<std::string>& kinds) {
  if constexpr (Index < std::variant_size_v<detail::ResourceKinds>) {
    kinds.emplace_back(kind_of(std::variant_alternative_t<Index, detail::ResourceKinds>{}));
    add_kinds<Index + 1>(kinds);
  }
}

}  // namespace

std::vector<std::string> all_kinds() {
  std::vector<std::string> kinds;
  add_kinds(kinds);
  return kinds;
}

std::vector<std::pair<Place, std::string>> links_in(const Resource& resource) {
  std::vector<std::pair<Place, std::string>> links;
  const Place place = place_of(resource);
  detail::visit([&](const auto& typed) { add_links(typed, place, links); }, resource);
  return links;
}

std::vector<MacAddress> macs_in(const Resource& resource) {
  std::vector<MacAddress> macs;
  detail::visit(
      [&](const auto& typed) {
        if constexpr (requires { typed.host_mac; }) macs.push_back(typed.host_mac);
        if constexpr (requires { typed.container_mac; }) macs.push_back(typed.container_mac);
        if constexpr (requires {
                        typed.ownership;
                        typed.mac;
                      })
          macs.push_back(typed.mac);
        if constexpr (requires { typed.parent; }) macs.push_back(typed.mac);
      },
      resource);
  std::erase_if(macs, [](const MacAddress& mac) { return mac.is_zero(); });
  return macs;
}

std::vector<IpPrefix> addresses_at(Place place, const Plan& plan) {
  std::vector<IpPrefix> addresses;
  for (const auto& typed : all_of<Address>(plan))
    if (typed.place == place) addresses.push_back(typed.address);
  return addresses;
}

std::vector<std::string> resource_lines(const Plan& plan) {
  std::vector<std::string> lines;
  for (const auto& entry : plan.entries()) {
    auto resource = entry.resource;
    if (auto* custom = resource.get_if<Custom>()) {
      custom->create_lines.clear();
      custom->destroy_lines.clear();
    }
    lines.push_back(documents::encode(Plan({{resource, "-", entry.lifetime}})));
  }
  return lines;
}

}  // namespace mydocker::conformance

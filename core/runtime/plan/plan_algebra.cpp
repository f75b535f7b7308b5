#include "runtime/plan/plan_algebra.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "mydocker/detail/visit.hpp"
#include "runtime/plan/dependencies.hpp"

namespace mydocker::plan {
namespace {

bool has(const Plan& plan, const Resource& resource) {
  return std::ranges::find(plan.entries(), resource, &PlanEntry::resource) != plan.entries().end();
}

std::set<std::string> identities_of(const Plan& plan) {
  std::set<std::string> identities;
  for (const auto& entry : plan.entries()) identities.insert(identity_of(entry.resource));
  return identities;
}

void add(Plan& plan, const PlanEntry& entry) {
  plan.ensure(entry.resource, entry.why, entry.lifetime);
}

}  // namespace

Plan difference(const Plan& plan, const Plan& other) {
  Plan rest;
  for (const auto& entry : plan.entries())
    if (!has(other, entry.resource)) add(rest, entry);
  return rest;
}

Plan intersection(const Plan& plan, const Plan& other) {
  const auto identities = identities_of(other);
  Plan both;
  for (const auto& entry : plan.entries())
    if (identities.contains(identity_of(entry.resource))) add(both, entry);
  return both;
}

Plan merge(const Plan& plan, const Plan& more) {
  const auto identities = identities_of(plan);
  Plan all = plan;
  for (const auto& entry : more.entries())
    if (!identities.contains(identity_of(entry.resource))) add(all, entry);
  return all;
}

Plan replaced(const Plan& plan, const Plan& newer) {
  Plan all;
  for (const auto& entry : plan.entries()) {
    const auto same = intersection(newer, Plan({entry}));
    add(all, same.empty() ? entry : same.entries().front());
  }
  return all;
}

bool changes_in_place(const Resource& one, const Resource& other) {
  if (has_replaceable_values(one)) return one != other && identity_of(one) == identity_of(other);
  return detail::visit(
      [&other](auto link) {
        if constexpr (requires { link.mtu; }) {
          const auto* wanted = other.get_if<decltype(link)>();
          if (wanted == nullptr || wanted->mtu == 0 || link.mtu == wanted->mtu) return false;
          link.mtu = wanted->mtu;
          return link == *wanted;
        } else {
          return false;
        }
      },
      one);
}

bool publishes(const PublishedPort& port, const PortView& requested_port) {
  if (requested_port.protocol != port.protocol || requested_port.host_port != port.host_port ||
      requested_port.container_port != port.container_port || requested_port.count != port.count)
    return false;
  const IpAddress every_one(port.container_address.family(), {});
  return !requested_port.host_address || *requested_port.host_address == every_one ||
         requested_port.host_address == port.host_address;
}

Plan publishing(const Plan& plan, const std::vector<PortView>& ports) {
  Plan found;
  for (const auto& entry : plan.entries()) {
    const auto* port = entry.resource.get_if<PublishedPort>();
    const auto requested = [port](const PortView& requested_port) {
      return publishes(*port, requested_port);
    };
    if (port != nullptr && std::ranges::any_of(ports, requested)) add(found, entry);
  }
  return found;
}

Plan needed_by_ports(const Plan& plan) {
  Plan needed;
  for (const auto& entry : plan.entries()) {
    const auto* sysctl = entry.resource.get_if<Sysctl>();
    const bool by_loopback = sysctl != nullptr && sysctl->name.ends_with("/route_localnet");
    if (by_loopback || entry.resource.is<Hairpin>()) add(needed, entry);
  }
  return needed;
}

Plan idle_firewall(const Plan& plan) {
  Plan idle;
  const auto& entries = plan.entries();
  const bool needed = std::ranges::any_of(
      entries, [](const PlanEntry& entry) { return needs_firewall(entry.resource); });
  if (needed) return idle;
  for (const auto& entry : entries)
    if (entry.resource.is<Firewall>()) add(idle, entry);
  return idle;
}

}  // namespace mydocker::plan

#include "runtime/plan/dependencies.hpp"

#include "mydocker/detail/visit.hpp"

#include <algorithm>
#include <string_view>

#include "runtime/base/forwarding.hpp"

namespace mydocker::plan {
namespace {

// Returns the link in "net/ipv4/conf/LINK/forwarding". Empty if the sysctl does not belong to one
// link.
std::string_view link_of_sysctl(std::string_view name) {
  for (const std::string_view stem :
       {"net/ipv4/conf/", "net/ipv6/conf/", "net/ipv4/neigh/", "net/ipv6/neigh/"}) {
    if (name.substr(0, stem.size()) != stem) continue;
    const auto rest = name.substr(stem.size());
    const auto link = rest.substr(0, rest.find('/'));
    return link == "all" || link == "default" ? std::string_view{} : link;
  }
  return {};
}

// A concept for a resource that is on a link, such as an address, a route or a neighbour. It has
// the fields `place` and `link`. A resource with a field `parent` is not on a link: it is a link
// itself.
template <class Kind>
concept OnLink = requires(const Kind& typed) {
  typed.place;
  typed.link;
}
&&!requires(const Kind& typed) { typed.parent; };

template <class Kind>
bool is_on_link(const Kind& typed, const std::set<std::string>& links) {
  if constexpr (OnLink<Kind>) return links.contains(place_and_name(typed.place, typed.link));
  return false;
}

// Returns whether the route needs one of the links. A route with several next hops stays until all
// links of its next hops are removed.
bool is_on_link(const Route& route, const std::set<std::string>& links) {
  const auto has = [&](const std::string& link) {
    return links.contains(place_and_name(route.place, link));
  };
  if (route.next_hops.empty()) return has(route.link);
  return std::ranges::all_of(route.next_hops, [&](const NextHop& hop) { return has(hop.link); });
}

bool is_on_link(const Hairpin& hairpin, const std::set<std::string>& links) {
  return links.contains(place_and_name(Place::host, hairpin.link));
}

bool is_on_link(const Sysctl& sysctl, const std::set<std::string>& links) {
  const auto link = link_of_sysctl(sysctl.name);
  return !link.empty() && links.contains(place_and_name(sysctl.place, link));
}

template <class Kind>
std::string needed_link(const Kind& typed) {
  if constexpr (requires { typed.parent; }) return typed.parent;
  if constexpr (OnLink<Kind>) return typed.place == Place::host ? typed.link : std::string();
  return {};
}

std::string needed_link(const Bridge& bridge) {
  return bridge.ownership == Ownership::adopt ? bridge.name : std::string();
}

std::string needed_link(const Sysctl& sysctl) {
  return std::string(sysctl.place == Place::host ? link_of_sysctl(sysctl.name)
                                                 : std::string_view());
}

}  // namespace

std::string place_and_name(Place place, std::string_view name) {
  return (place == Place::host ? "host " : "container ") + std::string(name);
}

std::string host_link_for(const Resource& resource) {
  return detail::visit([](const auto& typed) { return needed_link(typed); }, resource);
}

std::set<std::string> own_links(const Plan& plan) {
  std::set<std::string> links;
  for (const auto& entry : plan.entries()) {
    if (const auto* bridge = entry.resource.get_if<Bridge>()) {
      if (bridge->ownership == Ownership::own) {
        links.insert(place_and_name(Place::host, bridge->name));
      }
    } else if (const auto* veth = entry.resource.get_if<Veth>()) {
      links.insert(place_and_name(Place::host, veth->host_link));
      links.insert(place_and_name(Place::container, veth->container_link));
    } else if (const auto* macvlan = entry.resource.get_if<Macvlan>()) {
      links.insert(place_and_name(macvlan->place, macvlan->link));
    } else if (const auto* link = entry.resource.get_if<Link>()) {
      links.insert(place_and_name(link->place, link->name));
    } else if (const auto* custom = entry.resource.get_if<Custom>()) {
      for (const auto& name : custom->links) links.insert(place_and_name(custom->place, name));
    }
  }
  return links;
}

std::set<std::string> host_links(const Plan& plan) {
  std::set<std::string> links;
  for (const auto& entry : plan.entries()) {
    if (const auto* bridge = entry.resource.get_if<Bridge>()) links.insert(bridge->name);
    if (const auto* veth = entry.resource.get_if<Veth>()) links.insert(veth->host_link);
    const auto* macvlan = entry.resource.get_if<Macvlan>();
    if (macvlan != nullptr && macvlan->place == Place::host) links.insert(macvlan->link);
    const auto* link = entry.resource.get_if<Link>();
    if (link != nullptr && link->place == Place::host) links.insert(link->name);
    const auto* custom = entry.resource.get_if<Custom>();
    if (custom != nullptr && custom->place == Place::host)
      links.insert(custom->links.begin(), custom->links.end());
  }
  return links;
}

bool depends_on(const Resource& resource, const std::set<std::string>& links) {
  return detail::visit([&links](const auto& typed) { return is_on_link(typed, links); }, resource);
}

Sysctl inherited_setting(const Sysctl& setting_of_link) {
  auto setting = setting_of_link;
  const auto link = link_of_sysctl(setting_of_link.name);
  const auto start = static_cast<std::size_t>(link.data() - setting_of_link.name.data());
  if (!link.empty()) setting.name.replace(start, link.size(), "default");
  return setting;
}

bool is_shared(const Resource& resource) {
  return resource.is<Sysctl>() || resource.is<Firewall>();
}

bool needs_firewall(const Resource& resource) {
  return resource.is<Masquerade>() || resource.is<Isolation>() || resource.is<ForwardAllow>() ||
         resource.is<PublishedPort>() || resource.is<AntiSpoofing>();
}

bool is_single_entry(const Resource& resource) {
  if (const auto* custom = resource.get_if<Custom>()) return custom->links.empty();
  return needs_firewall(resource) || resource.is<Neighbour>() || resource.is<Fdb>() ||
         resource.is<ServiceFile>() || resource.is<NftRules>();
}

bool has_replaceable_values(const Resource& resource) {
  if (resource.is<Custom>()) return true;
  return place_of(resource) == Place::host &&
         (resource.is<Queue>() || resource.is<NftRules>() || resource.is<Service>() ||
          resource.is<ServiceFile>());
}

// Returns whether the tables must exist before the resource. While the host forwards, the tables
// keep packets from passing between links that belong to no network.
static bool comes_after_tables(const Resource& resource) {
  const auto* sysctl = resource.get_if<Sysctl>();
  const bool forwards =
      sysctl != nullptr && sysctl->place == Place::host && base::is_forwarding_switch(sysctl->name);
  return forwards || needs_firewall(resource);
}

Plan with_firewall(const Plan& plan) {
  auto entries = plan.entries();
  const auto first = std::ranges::find_if(
      entries, [](const PlanEntry& entry) { return comes_after_tables(entry.resource); });
  if (first != entries.end()) {
    entries.insert(first, {Firewall{}, "the tables that contain all rules of mydocker", {}});
  }
  return Plan(std::move(entries));
}

bool is_adopted(const Resource& resource) {
  const auto* bridge = resource.get_if<Bridge>();
  return bridge != nullptr && bridge->ownership == Ownership::adopt;
}

bool has_firewall(const Plan& plan) {
  return std::ranges::any_of(plan.entries(),
                             [](const PlanEntry& entry) { return entry.resource.is<Firewall>(); });
}

bool created_with(const Resource& resource, const std::set<std::string>& links) {
  const auto* antispoofing = resource.get_if<AntiSpoofing>();
  const auto* rule = resource.get_if<RoutingRule>();
  return depends_on(resource, links) || (rule != nullptr && rule->place == Place::container) ||
         (antispoofing != nullptr &&
          links.contains(place_and_name(Place::host, antispoofing->link)));
}

}  // namespace mydocker::plan

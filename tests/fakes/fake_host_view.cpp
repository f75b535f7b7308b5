#include "fakes/fake_host_view.hpp"

#include <algorithm>

#include "runtime/base/link_group.hpp"

namespace mydocker::testing {

Result<std::optional<LinkFact>> FakeHostView::link(const std::string& name) {
  const auto found = space().links.find(name);
  if (found == space().links.end()) return std::optional<LinkFact>();
  const FakeLink& link = found->second;
  const auto medium = name == "lo" ? Medium::loopback : Medium::ethernet;
  LinkFact fact{name, link.kind, link.mtu, link.up, medium};
  fact.master = link.master;
  return std::optional(std::move(fact));
}

Result<bool> FakeHostView::is_managed(const std::string& name) {
  const auto found = space().links.find(name);
  return found != space().links.end() && found->second.group == base::kLinkGroup;
}

Result<std::optional<LinkFact>> FakeHostView::default_route() {
  for (const auto family : {Family::v4, Family::v6}) {
    MYDOCKER_TRY(const auto routes, default_routes(family));
    if (!routes.empty()) return link(routes.front().link);
  }
  return std::optional<LinkFact>();
}

Result<std::vector<kernel::DefaultRoute>> FakeHostView::default_routes(Family family) {
  std::vector<kernel::DefaultRoute> found;
  for (const auto& route : space().routes)
    if (route.destination.length == 0 && route.table == 0 &&
        route.destination.address.family() == family)
      found.push_back({route.link, route.metric, route.via});
  return found;
}

Result<std::vector<kernel::HostPrefix>> FakeHostView::host_prefixes() {
  std::vector<kernel::HostPrefix> found;
  for (const auto& [link, address] : space().addresses) {
    if (link == "lo") continue;
    found.push_back({address.network(), index_of(link), address});
  }
  for (const auto& route : space().routes) {
    if (route.destination.length == 0) continue;
    found.push_back({route.destination, index_of(route.link), std::nullopt, true});
  }
  return found;
}

int FakeHostView::index_of(const std::string& link) {
  const auto known = std::ranges::find(names_, link);
  if (known != names_.end()) return static_cast<int>(known - names_.begin()) + 1;
  names_.push_back(link);
  return static_cast<int>(names_.size());
}

std::string FakeHostView::link_name(int index) {
  const auto at = static_cast<std::size_t>(index) - 1;
  return index > 0 && at < names_.size() ? names_[at] : std::string();
}

std::string FakeHostView::link_towards(const IpAddress& address) {
  for (const auto& [link, own] : space().addresses)
    if (own.contains(address)) return own.address == address ? "lo" : link;
  const auto routes = default_routes(address.family());
  return routes.ok() && !routes->empty() ? routes->front().link : std::string();
}

bool FakeHostView::forwards(Family family, const std::string& link) {
  const std::string folder = family == Family::v4 ? "net/ipv4/" : "net/ipv6/";
  const auto* one = host_.setting(space_, folder + "conf/" + link + "/forwarding");
  const auto* all = host_.setting(
      space_, family == Family::v4 ? "net/ipv4/ip_forward" : "net/ipv6/conf/all/forwarding");
  return (one != nullptr && *one == "1") || (all != nullptr && *all == "1");
}

}  // namespace mydocker::testing

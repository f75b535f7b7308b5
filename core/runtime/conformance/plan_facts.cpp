#include "runtime/conformance/plan_facts.hpp"

#include "mydocker/detail/visit.hpp"
#include "mydocker/documents.hpp"

namespace mydocker::conformance {
namespace {

// Finds the links by field names. The same field names are used in all resources.
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

#include "runtime/conformance/plan_facts.hpp"

namespace mydocker::conformance {
namespace {

// The fields by which nouns name links; a noun has some of them, and new ones have them as well.
void add_links(const auto& noun, Place place, std::vector<std::pair<Place, std::string>>& links) {
  const auto add = [&](Place where, const std::string& name) {
    if (!name.empty()) links.emplace_back(where, name);
  };
  if constexpr (requires {
                  noun.ownership;
                  noun.mtu;
                })
    add(Place::host, noun.name);
  if constexpr (requires { noun.host_link; }) add(Place::host, noun.host_link);
  if constexpr (requires { noun.container_link; }) add(Place::container, noun.container_link);
  if constexpr (requires { noun.master; }) add(Place::host, noun.master);
  if constexpr (requires { noun.parent; }) add(Place::host, noun.parent);
  if constexpr (requires { noun.link; }) add(place, noun.link);
  if constexpr (requires {
                  noun.from;
                  noun.to;
                }) {
    add(Place::host, noun.from);
    add(Place::host, noun.to);
  }
}

template <std::size_t Index = 0>
void add_kinds(std::vector<std::string>& kinds) {
  if constexpr (Index < std::variant_size_v<Resource>) {
    kinds.emplace_back(kind_of(std::variant_alternative_t<Index, Resource>{}));
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
  std::visit([&](const auto& noun) { add_links(noun, place, links); }, resource);
  return links;
}

std::vector<MacAddress> macs_in(const Resource& resource) {
  std::vector<MacAddress> macs;
  std::visit(
      [&](const auto& noun) {
        if constexpr (requires { noun.host_mac; }) macs.push_back(noun.host_mac);
        if constexpr (requires { noun.container_mac; }) macs.push_back(noun.container_mac);
        if constexpr (requires {
                        noun.ownership;
                        noun.mac;
                      })
          macs.push_back(noun.mac);
        if constexpr (requires { noun.parent; }) macs.push_back(noun.mac);
      },
      resource);
  std::erase_if(macs, [](const MacAddress& mac) { return mac.is_zero(); });
  return macs;
}

std::vector<IpPrefix> addresses_at(Place place, const Plan& plan) {
  std::vector<IpPrefix> addresses;
  for (const auto& noun : all_of<Address>(plan))
    if (noun.place == place) addresses.push_back(noun.address);
  return addresses;
}

}  // namespace mydocker::conformance

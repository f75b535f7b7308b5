#include "runtime/firewall/elements.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "mydocker/detail/visit.hpp"
#include "runtime/base/forwarding.hpp"

namespace mydocker::firewall {
namespace {

const Set* for_family(const IpAddress& address, const Set& v4, const Set& v6) {
  return address.is_v4() ? &v4 : &v6;
}

std::uint16_t nth(std::uint16_t first, std::uint16_t n) {
  return static_cast<std::uint16_t>(first + n);
}

// Returns the map element for the n-th port of the range. With it, packets to the host's port are
// sent to the container's port.
Element translated_port(const PublishedPort& port, std::uint16_t n) {
  Element element{for_family(port.container_address, kPorts4, kPorts6), {}};
  if (port.host_address) {
    element.set = for_family(port.container_address, kPortsAt4, kPortsAt6);
    element.key.emplace_back(*port.host_address);
  }
  element.key.emplace_back(port.protocol);
  element.key.emplace_back(nth(port.host_port, n));
  element.value = {port.container_address, nth(port.container_port, n)};
  return element;
}

// Returns the set element for the n-th port of the range. With it, packets to the container's own
// address are allowed.
Element routed_port(const PublishedPort& port, std::uint16_t n) {
  return {for_family(port.container_address, kRouted4, kRouted6),
          {port.container_address, port.protocol, nth(port.container_port, n)}};
}

std::vector<Element> elements_of_routed(const AntiSpoofing& guard) {
  const LinkName link{guard.link};
  std::vector<Element> elements{{&kSourceChecked, {link}}};
  for (const IpAddress& address : guard.addresses)
    elements.push_back({for_family(address, kSources4, kSources6), {link, address}});
  return elements;
}

}  // namespace

std::vector<Element> elements_of(const Masquerade& masquerade) {
  const IpPrefix source = masquerade.source.network();
  if (!masquerade.address)
    return {{for_family(source.address, kMasquerade4, kMasquerade6), {source}}};
  return {{for_family(source.address, kSnat4, kSnat6), {source}, {*masquerade.address}}};
}

// Returns the set elements of an Isolation. The element of the set `links` blocks packets to the
// link. The element of `hairpin` is for packets from the network to its own published ports. Their
// source is translated, so that the replies return through the host. The element of `allowed_pairs`
// allows packets from the link to itself.
std::vector<Element> elements_of(const Isolation& isolation) {
  const LinkName link{isolation.link};
  std::vector<Element> elements{{&kLinks, {link}}, {&kHairpin, {link, link}}};
  if (!isolation.no_icc) elements.push_back({&kAllowedPairs, {link, link}});
  if (isolation.internal) elements.push_back({&kInternalLinks, {link}});
  if (isolation.no_outbound) elements.push_back({&kNoOutbound, {link}});
  if (isolation.masquerade_ports) elements.push_back({&kMasqueradePorts, {link}});
  for (const IpPrefix& prefix : isolation.peer_prefixes)
    elements.push_back(
        {for_family(prefix.address, kPeerPrefixes4, kPeerPrefixes6), {link, prefix}});
  return elements;
}

std::vector<Element> elements_of(const ForwardAllow& allow) {
  const LinkName to{allow.to};
  if (!allow.from.empty()) return {{&kAllowedPairs, {LinkName{allow.from}, to}}};
  std::vector<Element> elements;
  if (allow.family != Family::v6) elements.push_back({allow.ping ? &kPing4 : &kUnprotected4, {to}});
  if (allow.family != Family::v4) elements.push_back({allow.ping ? &kPing6 : &kUnprotected6, {to}});
  return elements;
}

std::vector<Element> elements_of(const PublishedPort& port) {
  std::vector<Element> elements;
  elements.reserve(port.count);
  for (std::uint16_t n = 0; n < port.count; ++n)
    elements.push_back(port.mode == PortMode::nat ? translated_port(port, n)
                                                  : routed_port(port, n));
  return elements;
}

std::vector<Element> elements_of(const AntiSpoofing& guard) {
  if (guard.routed) return elements_of_routed(guard);
  const LinkName link{guard.link};
  std::vector<Element> elements{{&kAntispoof, {link}}, {&kMacs, {link, guard.mac}}};
  if (guard.any_address) elements.push_back({&kAntispoofAnyAddress, {link}});
  for (const IpAddress& address : guard.addresses) {
    elements.push_back({for_family(address, kAddresses4, kAddresses6), {link, address}});
    if (!address.is_v4()) elements.push_back({&kNdTargets, {link, address}});
  }
  return elements;
}

std::vector<Element> elements_of(std::span<const Resource> resources) {
  std::vector<Element> all;
  const auto append = [&all](const auto& resource) {
    if constexpr (HasElements<std::decay_t<decltype(resource)>>) {
      auto elements = elements_of(resource);
      all.insert(all.end(), std::move_iterator(elements.begin()),
                 std::move_iterator(elements.end()));
    }
  };
  for (const Resource& resource : resources) detail::visit(append, resource);
  const auto place = [](const Element& element) {
    return std::ranges::find(all_sets(), element.set) - all_sets().begin();
  };
  std::ranges::stable_sort(all, {}, place);
  return all;
}

std::vector<Element> transit_elements(const base::ForwardingRecord& record) {
  std::vector<Element> elements;
  if (!record.was_off()) return elements;
  const auto family = record.name.starts_with("net/ipv4/") ? Family::v4 : Family::v6;
  elements.push_back({&kNoTransit, {family}});
  if (family == Family::v6) return elements;  // IPv6 has only one switch, for all links
  for (const auto& [link, value] : record.links)
    if (value == "1" && base::is_transit_link(link))
      elements.push_back({&kTransit4, {LinkName{link}}});
  return elements;
}

std::span<const Set* const> sets_of_guards() {
  static constexpr std::array<const Set*, 9> kSets{
      &kAntispoof, &kAntispoofAnyAddress, &kMacs,     &kAddresses4, &kAddresses6,
      &kNdTargets, &kSourceChecked,       &kSources4, &kSources6};
  return kSets;
}

}  // namespace mydocker::firewall

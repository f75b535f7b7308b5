// The set elements that each resource has in the firewall tables.
//
// This is the only place that maps resources to set elements. The module `kernel`
// (core/runtime/kernel) encodes them. The dry run prints them (text.hpp). The in-memory kernel of
// the tests stores them unchanged.
//
// Main entry point: elements_of().
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/resource.hpp"
#include "runtime/base/forwarding.hpp"
#include "runtime/firewall/set.hpp"

namespace mydocker::firewall {

// The name of a link as a field of a key (`ifname` in nft(8)).
struct LinkName {
  std::string name;
  auto operator<=>(const LinkName&) const = default;
};

// One field of a key or a value. Its type must fit the Field of the set. An IpPrefix stands for an
// interval of addresses.
using ElementValue =
    std::variant<LinkName, IpAddress, IpPrefix, MacAddress, Protocol, std::uint16_t, Family>;

// One element of a set or a map in the firewall tables. The set is static. An Element does not own
// it.
struct Element {
  const Set* set;  // never null
  std::vector<ElementValue> key;
  std::vector<ElementValue> value{};  // empty if the set is not a map
  bool operator==(const Element&) const = default;
};

// A concept for the resources that consist of set elements only.
template <class T>
concept HasElements =
    std::same_as<T, Masquerade> || std::same_as<T, Isolation> || std::same_as<T, ForwardAllow> ||
    std::same_as<T, PublishedPort> || std::same_as<T, AntiSpoofing>;

// Returns the set elements of a resource, in the order in which they must be added. Elements that
// block a link come before elements that allow packets. If possible, elements of the same set are
// adjacent.
std::vector<Element> elements_of(const Masquerade& masquerade);
std::vector<Element> elements_of(const Isolation& isolation);
std::vector<Element> elements_of(const ForwardAllow& allow);
std::vector<Element> elements_of(const PublishedPort& port);
std::vector<Element> elements_of(const AntiSpoofing& guard);

// Returns the set elements of all these resources. Elements of the same set are adjacent. A
// resource without elements adds none.
std::vector<Element> elements_of(std::span<const Resource> resources);

// Returns the set elements that block traffic between links of other programs. They exist while
// forwarding is on only because of mydocker.
std::vector<Element> transit_elements(const base::ForwardingRecord& record);

// Returns the sets that contain elements of AntiSpoofing. The first field of each key is the link
// name.
std::span<const Set* const> sets_of_guards();

}  // namespace mydocker::firewall

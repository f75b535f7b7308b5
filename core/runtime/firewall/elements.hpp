// The elements that each resource has in the sets of the firewall.
//
// This is the only place that maps resources to elements. The kernel module encodes them, the dry
// run prints them (text.hpp), and the in-memory kernel of the tests stores them as they are.
#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/resource.hpp"
#include "runtime/firewall/set.hpp"

namespace mydocker::firewall {

struct LinkName {
  std::string name;
  auto operator<=>(const LinkName&) const = default;
};

// One field of a key or a value, of the type that the set's Field asks for. An IpPrefix stands for
// an interval of addresses.
using Value = std::variant<LinkName, IpAddress, IpPrefix, MacAddress, Protocol, std::uint16_t>;

struct Element {
  const Set* set;  // never null
  std::vector<Value> key;
  std::vector<Value> value{};  // of a map
  bool operator==(const Element&) const = default;
};

// The resources that consist of elements alone.
template <class T>
concept HasElements =
    std::same_as<T, Masquerade> || std::same_as<T, Isolation> || std::same_as<T, ForwardAllow> ||
    std::same_as<T, PublishedPort> || std::same_as<T, AntiSpoofing>;

// In the order in which they become effective: first what closes a link, then what opens it.
// Elements of one set stand together where the order allows it.
std::vector<Element> elements_of(const Masquerade& masquerade);
std::vector<Element> elements_of(const Isolation& isolation);
std::vector<Element> elements_of(const ForwardAllow& passage);
std::vector<Element> elements_of(const PublishedPort& port);
std::vector<Element> elements_of(const AntiSpoofing& guard);

// The elements of all these resources, those of one set together. A resource that has no elements
// adds none.
std::vector<Element> elements_of(std::span<const Resource> resources);

// The sets that a AntiSpoofing may have elements in. The first field of their keys is the link's
// name.
std::span<const Set* const> sets_of_guards();

}  // namespace mydocker::firewall

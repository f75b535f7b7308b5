// What the resources of a plan have in common, whatever resource they are.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mydocker/plan.hpp"

namespace mydocker::conformance {

// The names of all resources that there are.
std::vector<std::string> all_kinds();

// The links that it names, each with its place: those that it makes, and those that it stands on.
std::vector<std::pair<Place, std::string>> links_in(const Resource& resource);

// The MACs that it gives to links.
std::vector<MacAddress> macs_in(const Resource& resource);

// Those of one resource, in order.
template <class Kind>
std::vector<Kind> all_of(const Plan& plan) {
  std::vector<Kind> found;
  for (const auto& entry : plan.entries())
    if (const auto* typed = std::get_if<Kind>(&entry.resource)) found.push_back(*typed);
  return found;
}

// The addresses of links at that place.
std::vector<IpPrefix> addresses_at(Place place, const Plan& plan);

}  // namespace mydocker::conformance

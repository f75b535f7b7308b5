// Properties of resources, independent of their kind.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mydocker/plan.hpp"

namespace mydocker::conformance {

// The names of all resource kinds.
std::vector<std::string> all_kinds();

// The links that the resource names, each with its place: those it creates and those it depends on.
std::vector<std::pair<Place, std::string>> links_in(const Resource& resource);

// The MAC addresses that the resource gives to links. Zero addresses are left out.
std::vector<MacAddress> macs_in(const Resource& resource);

// All resources of one type, in the plan's order.
template <class Kind>
std::vector<Kind> all_of(const Plan& plan) {
  std::vector<Kind> found;
  for (const auto& entry : plan.entries())
    if (const auto* typed = entry.resource.get_if<Kind>()) found.push_back(*typed);
  return found;
}

// The addresses that the plan gives to links at that place.
std::vector<IpPrefix> addresses_at(Place place, const Plan& plan);

// Each resource of the plan as one line of JSON, without the texts for users, in the plan's order.
std::vector<std::string> resource_lines(const Plan& plan);

}  // namespace mydocker::conformance

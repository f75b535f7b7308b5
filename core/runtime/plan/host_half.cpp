#include "runtime/plan/host_half.hpp"

#include <algorithm>

namespace mydocker::plan {
namespace {

bool is_inside(const PlanEntry& entry) { return place_of(entry.resource) == Place::container; }

// Returns whether the resource is in the container and an engine cannot create it. In a container,
// an engine creates only addresses, routes and settings.
bool is_unknown_to_engines(const PlanEntry& entry) {
  return is_inside(entry) && (entry.resource.is<Macvlan>() || entry.resource.is<Custom>());
}

bool is_veth(const PlanEntry& entry) { return entry.resource.is<Veth>(); }

Error unsupported(const std::string& why) {
  return Error(ErrorKind::unsupported, "the engine moves the link of a veth pair, but " + why)
      .hint("use a network of driver \"bridge\"");
}

}  // namespace

Result<Plan> host_half(const Plan& plan) {
  const auto& entries = plan.entries();
  const auto other = std::ranges::find_if(entries, is_unknown_to_engines);
  if (other != entries.end())
    return unsupported("the driver plans " + describe(other->resource) + " in the container");
  if (std::ranges::none_of(entries, is_veth)) return unsupported("the driver plans none");
  Plan half;
  for (const auto& entry : entries)
    if (!is_inside(entry)) half.ensure(entry.resource, entry.why, entry.lifetime);
  return half;
}

}  // namespace mydocker::plan

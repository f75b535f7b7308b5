// Which resources live and die with a link.
#pragma once

#include <set>
#include <string>

#include "mydocker/plan.hpp"

namespace mydocker::plan {

// The links that a plan makes itself (not those that it adopts), as "host NAME" and "container
// NAME".
std::set<std::string> own_links(const Plan& plan);

// The names of the links on the host that a plan makes or adopts.
std::set<std::string> host_links(const Plan& plan);

// Whether the resource stands on one of `links` and so is absent before the link is made and gone
// when it goes: an address, a route, a per-link sysctl, a hairpin.
bool depends_on(const Resource& resource, const std::set<std::string>& links);

// Whether several plans may need the same one, so that only the last to go takes it away.
bool is_shared(const Resource& resource);

// Whether the resource is a rule of the firewall, and so needs the table.
bool needs_firewall(const Resource& resource);

// The plan with the firewall's table before the first resource that needs it.
Plan with_firewall(const Plan& plan);
// Whether it is somebody else's, and only used.
bool is_adopted(const Resource& resource);

// Whether the tables are in the plan.
bool has_firewall(const Plan& plan);

// Whether it cannot be there before the plan makes these links: it stands on one, or says something
// of one.
bool created_with(const Resource& resource, const std::set<std::string>& links);

}  // namespace mydocker::plan

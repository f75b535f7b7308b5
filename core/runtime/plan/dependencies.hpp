// Dependencies between the resources of a plan: which resources need a link or the firewall tables.
//
// Main entry point: depends_on(). Example: the address of a bridge depends on the bridge:
//   depends_on(address, own_links(plan))
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "mydocker/plan.hpp"

namespace mydocker::plan {

// Returns the links that a plan creates, as "host NAME" or "container NAME". Adopted links are left
// out.
std::set<std::string> own_links(const Plan& plan);

// Returns a link as "host NAME" or "container NAME".
std::string place_and_name(Place place, std::string_view name);

// Returns the name of the host's link without which the resource cannot exist: its parent, the link
// that it is on, or an adopted bridge itself. Empty: there is none.
std::string host_link_for(const Resource& resource);

// Returns the names of the links on the host that a plan creates or adopts.
std::set<std::string> host_links(const Plan& plan);

// Returns whether the resource belongs to one of `links`. Then it has the fields `place` and
// `link`, or it is a sysctl of one link or a hairpin setting. The resource cannot exist without its
// link.
bool depends_on(const Resource& resource, const std::set<std::string>& links);

// Returns the setting from which a new link inherits this one: "net/ipv6/conf/default/accept_ra".
Sysctl inherited_setting(const Sysctl& setting_of_link);

// Returns whether several plans can share the resource (sysctls and the firewall tables). The last
// plan that uses the resource removes it.
bool is_shared(const Resource& resource);

// Returns whether the resource is a rule element. Then the firewall tables must exist.
bool needs_firewall(const Resource& resource);

// Returns whether the resource can be added to a network in use, and removed, without an effect on
// other resources. Only these can: a rule element, NftRules, a neighbour, a forwarding entry, a
// Custom resource without links.
bool is_single_entry(const Resource& resource);

// Returns whether the core replaces the values of the resource in place: the fields of a Custom
// resource. On the host, it also replaces the rates of a queue, the rules of NftRules, services and
// files.
bool has_replaceable_values(const Resource& resource);

// Returns the plan with the firewall tables before the first resource that needs them.
Plan with_firewall(const Plan& plan);
// Returns whether mydocker only uses the resource and did not create it (an adopted bridge).
bool is_adopted(const Resource& resource);

// Returns whether the firewall tables are in the plan.
bool has_firewall(const Plan& plan);

// Returns whether the resource cannot exist before the plan creates these links. Then it depends on
// one of them, or it is anti-spoofing of one of them. A routing rule is not observed either: its
// addresses are new, and the kernel refuses a second rule.
bool created_with(const Resource& resource, const std::set<std::string>& links);

}  // namespace mydocker::plan

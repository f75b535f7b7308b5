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

// Returns the links that the plan creates, in the form "host NAME" or "container NAME". Adopted
// links are left out, because mydocker does not create them.
std::set<std::string> own_links(const Plan& plan);

// Returns the link in the form "host NAME" or "container NAME".
std::string place_and_name(Place place, std::string_view name);

// Returns the name of the host's link without which the resource cannot exist. This is its parent,
// the link that it is on, or the adopted bridge itself. Empty: the resource needs no link of the
// host.
std::string host_link_for(const Resource& resource);

// Returns the names of the links on the host that a plan creates or adopts.
std::set<std::string> host_links(const Plan& plan);

// Returns whether the resource is on one of `links`, and so cannot exist without it. Such a
// resource has the fields `place` and `link`. A sysctl of one link and a hairpin setting count too.
bool depends_on(const Resource& resource, const std::set<std::string>& links);

// Returns the setting from which a new link inherits its value. Example: for
// "net/ipv6/conf/web/accept_ra" it is "net/ipv6/conf/default/accept_ra".
Sysctl inherited_setting(const Sysctl& setting_of_link);

// Returns whether several plans can share the resource (sysctls and the firewall tables). The last
// plan that uses the resource removes it.
bool is_shared(const Resource& resource);

// Returns whether the resource consists of elements of the firewall's sets. Then the firewall
// tables must exist first.
bool needs_firewall(const Resource& resource);

// Returns whether a network in use can get and lose the resource, without an effect on other
// resources. Only these resources can: a rule element, NftRules, a neighbour, a forwarding entry, a
// file of a service, a Custom resource without links.
bool is_single_entry(const Resource& resource);

// Returns whether mydocker can replace the values of the resource in place. It can replace the
// fields of each Custom resource. On the host, it can also replace the rates of a queue, the rules
// of NftRules, services and their files.
bool has_replaceable_values(const Resource& resource);

// Returns the plan with the firewall tables before the first resource that needs them.
Plan with_firewall(const Plan& plan);
// Returns whether mydocker only uses the resource and did not create it (an adopted bridge).
bool is_adopted(const Resource& resource);

// Returns whether the firewall tables are in the plan.
bool has_firewall(const Plan& plan);

// Returns whether the resource cannot exist before the plan creates these links. Then it is not
// observed. This is true for a resource on one of the links, and for the anti-spoofing of one. A
// routing rule is not observed either: its addresses are new, and the kernel refuses a second equal
// rule.
bool created_with(const Resource& resource, const std::set<std::string>& links);

}  // namespace mydocker::plan

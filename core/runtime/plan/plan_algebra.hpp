// Set operations on plans: difference, intersection and merge. They keep the order of the plan
// entries.
#pragma once

#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::plan {

// Returns the entries of `plan` whose resources are not in `other`.
Plan difference(const Plan& plan, const Plan& other);

// Returns the entries of `plan` whose resources also exist in `other`. The identities are compared,
// and other values of the two resources may differ.
Plan intersection(const Plan& plan, const Plan& other);

// Returns all entries of `plan`, followed by the entries of `more` whose identities are not in
// `plan`.
Plan merge(const Plan& plan, const Plan& more);

// Returns the entries of `plan`, in their order. If `newer` has an entry with the same identity,
// this entry is used instead.
Plan replaced(const Plan& plan, const Plan& newer);

// Returns whether mydocker can change the resource `one` to `other` in place, without stopping the
// traffic. This is possible for the MTU of a link, and for resources of the host with
// has_replaceable_values().
bool changes_in_place(const Resource& one, const Resource& other);

// Returns whether `port` is a port that the user requested. Both ports, the protocol and the count
// must be equal. The host addresses must be equal too, or the request is for every address of the
// family.
bool publishes(const PublishedPort& port, const PortView& requested_port);

// Returns the entries of `plan` that publish one of the requested ports.
Plan publishing(const Plan& plan, const std::vector<PortView>& ports);

// Returns the entries of `plan` that only published ports need: hairpin, and route_localnet of a
// link.
Plan needed_by_ports(const Plan& plan);

// Returns the firewall tables if `plan` contains them, but no resource that needs them. In all
// other cases, the result is an empty plan.
Plan idle_firewall(const Plan& plan);

}  // namespace mydocker::plan

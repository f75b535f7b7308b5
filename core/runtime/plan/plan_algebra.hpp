// Set operations on plans: difference, intersection and merge. They keep the order of the entries.
#pragma once

#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::plan {

// Returns the entries of `plan` whose resources `other` does not have.
Plan difference(const Plan& plan, const Plan& other);

// Returns the entries of `plan` whose identities are also in `other`. Their other values may
// differ.
Plan intersection(const Plan& plan, const Plan& other);

// Returns all entries of `plan`, followed by the entries of `more` whose identities are not in
// `plan`.
Plan merge(const Plan& plan, const Plan& more);

// Returns the entries of `plan`. An entry of `newer` replaces the entry with the same identity.
Plan replaced(const Plan& plan, const Plan& newer);

// Returns whether the core changes `one` to `other` in place, while packets pass. This is possible
// for the MTU of a link, and for resources of the host with has_replaceable_values().
bool changes_in_place(const Resource& one, const Resource& other);

// Returns whether `port` is the port that the user requested: with the same ports, protocol and
// count. The requested address is the same address, or every address of the family.
bool publishes(const PublishedPort& port, const PortView& requested_port);

// Returns the entries of `plan` that publish one of the requested ports.
Plan publishing(const Plan& plan, const std::vector<PortView>& ports);

// Returns the entries of `plan` that only published ports need: hairpin, and route_localnet of a
// link.
Plan needed_by_ports(const Plan& plan);

// Returns the firewall tables if the plan has them but no resource that needs them. Otherwise
// returns an empty plan.
Plan idle_firewall(const Plan& plan);

}  // namespace mydocker::plan

// Set operations on plans: difference, intersection and merge. They keep the order of the entries.
#pragma once

#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::plan {

// The entries of `plan` whose resources `other` does not have.
Plan difference(const Plan& plan, const Plan& other);

// The entries of `plan` whose identity `other` has too. Their other values may differ.
Plan intersection(const Plan& plan, const Plan& other);

// All entries of `plan`, followed by the entries of `more` whose identity `plan` does not have.
Plan merge(const Plan& plan, const Plan& more);

// The entries of `plan`. An entry of `newer` takes the place of the one with the same identity.
Plan replaced(const Plan& plan, const Plan& newer);

// Returns whether the core changes `one` to `other` in place, while packets pass: the same link
// with another MTU, or a resource of the host with other values (has_replaceable_values()).
bool changes_in_place(const Resource& one, const Resource& other);

// Returns true if `port` is the port that the user requested: same ports, protocol and count.
// The requested address is the same one, or is every address of the family.
bool publishes(const PublishedPort& port, const PortView& requested_port);

// The entries of `plan` that publish one of the requested ports.
Plan publishing(const Plan& plan, const std::vector<PortView>& ports);

// The entries of `plan` that only published ports need: hairpin, and route_localnet of a link.
Plan needed_by_ports(const Plan& plan);

// The firewall tables, if the plan has them but no resource that needs them. Otherwise empty.
Plan idle_firewall(const Plan& plan);

}  // namespace mydocker::plan

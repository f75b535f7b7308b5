// Session of plans: what is added to a plan that is carried out already, or taken out of it.
#pragma once

#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::plan {

// The entries of `plan` whose resources `other` does not have.
Plan difference(const Plan& plan, const Plan& other);

// The entries of `plan` that stand for resources of `other`, whatever else they say.
Plan intersection(const Plan& plan, const Plan& other);

// `plan`, and after it what `more` has beside it.
Plan merge(const Plan& plan, const Plan& more);

// Whether it is the port that the user requested, where he requested it: on every address of its
// family, or on that one.
bool publishes(const PublishedPort& port, const PortView& requested_port);

// The entries of `plan` that publish one of the ports.
Plan publishing(const Plan& plan, const std::vector<PortView>& ports);

// The tables, if the plan has them and nothing in it that needs them.
Plan idle_firewall(const Plan& plan);

}  // namespace mydocker::plan

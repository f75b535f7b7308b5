// Whether a driver's plan may be carried out: it is checked like a user's input.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::plan {

struct PlanRules {
  std::vector<std::string> kinds;       // what the manifest declares
  std::vector<IpPrefix> subnets;        // the network's own
  std::set<std::string> host_links;     // links of the network's plan, for an endpoint's plan
  bool endpoint = false;                // whether it may reach into a container
  std::vector<PortView> ports;          // what the user wants published
  std::string advertised_link{};        // HostFacts::advertised_link
  std::set<std::string> named_links{};  // those that the user's options name
};

// Names, sizes, references, settings: an error of kind `driver` says which entry and why.
// Everything in a plan that passed can be put into a shell line and a ruleset as it is.
Result<void> check_plan(const Plan& plan, const PlanRules& rules);

}  // namespace mydocker::plan

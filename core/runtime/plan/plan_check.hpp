// Checks a driver's plan like user input, before any of it changes the kernel.
//
// Main entry point: check_plan(). Example:
//   MYDOCKER_CHECK(check_plan(plan, {.kinds = manifest.resources, .endpoint = true}));
#pragma once

#include <set>
#include <string>
#include <vector>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::plan {

// The limits for one plan. Empty lists allow nothing.
struct PlanRules {
  std::vector<std::string> kinds;       // the resource kinds that the manifest declares
  std::vector<IpPrefix> subnets;        // the subnets of the network
  std::set<std::string> host_links;     // links of the network's plan, for an endpoint's plan
  bool endpoint = false;                // plans of endpoints may have resources in a container
  std::vector<PortView> ports;          // the ports that the user publishes
  std::string advertised_link{};        // HostFacts::advertised_link
  std::set<std::string> named_links{};  // links that the user's options name
  std::vector<IpPrefix> requested{};    // other prefixes that the user named
};

// Checks names, sizes, references and settings. An error of kind driver: the entry and the reason.
// After a successful check, each text of the plan is safe in a shell line and in a ruleset.
Result<void> check_plan(const Plan& plan, const PlanRules& rules);

}  // namespace mydocker::plan

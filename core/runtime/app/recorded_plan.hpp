// The recorded plan of a network or an endpoint: its comparison with another plan, and the report
// of an endpoint from this plan.
#pragma once

#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns the plan that the journal records for a network or an endpoint. Empty: no resources.
Result<Plan> recorded_plan(OpenState& open_state, const std::string& owner);

// Returns one line for each resource: "resource: why".
std::vector<std::string> lines_of(const Plan& plan);

// The difference between a new plan and a recorded plan.
struct PlanDifference {
  Plan added;    // resources in the new plan that are not in the kernel
  Plan removed;  // recorded resources that are not in the new plan

  [[nodiscard]] bool empty() const { return added.empty() && removed.empty(); }
};

// Compares `plan` with the recorded plan. Settings that had the right value before are not in the
// recorded plan. Such settings are read from the kernel.
Result<PlanDifference> difference(const Plan& plan, const Plan& record, kernel::Kernel& kernel);

// Returns the report without its `plan`. The errors are those of the state files.
Result<EndpointReport> endpoint_report(Session& session, OpenState& open_state,
                                       const model::Endpoint& endpoint);
// Does the same if the caller knows whether the container's namespace still exists.
Result<EndpointReport> endpoint_report(Session& session, OpenState& open_state,
                                       const model::Endpoint& endpoint, bool alive);
// Returns the report of a new endpoint from its plan, without reading the state. The container must
// have no other endpoint, because another one could have its default route.
EndpointReport endpoint_report_alone(const model::Endpoint& endpoint, const Plan& plan,
                                     const std::string& network_name);

}  // namespace mydocker::app

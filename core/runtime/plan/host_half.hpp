// The host's half of an endpoint's plan, for a container engine that creates the other half.
#pragma once

#include "mydocker/plan.hpp"
#include "mydocker/result.hpp"

namespace mydocker::plan {

// Returns the resources of the host. The veth pair is one of them, because the engine moves its
// second link into the container. Error unsupported: the plan has no veth pair. The error is the
// same if the plan has another link or a Custom resource in the container.
Result<Plan> host_half(const Plan& plan);

}  // namespace mydocker::plan

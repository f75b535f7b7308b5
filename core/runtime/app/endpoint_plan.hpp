// The driver's plan for an endpoint, when it is made and when it changes.
#pragma once

#include "runtime/app/parts.hpp"

namespace mydocker::app {

// Checked: what is in it can be carried out.
Result<Plan> endpoint_plan(Parts& parts, const store::NetworkCopy& network,
                           const model::Endpoint& endpoint);

}  // namespace mydocker::app

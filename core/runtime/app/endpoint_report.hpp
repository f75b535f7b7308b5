// The report of an endpoint that is in the kernel, for a front end.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns the report without its `plan`. Errors are those of the state files.
Result<EndpointReport> endpoint_report(Session& session, const model::Endpoint& endpoint);
// The same, if it is known whether the namespace of the endpoint exists.
Result<EndpointReport> endpoint_report(Session& session, const model::Endpoint& endpoint,
                                       bool alive);
// The report of a new endpoint whose container has no other one, from memory.
EndpointReport endpoint_report_alone(const model::Endpoint& endpoint, const Plan& plan,
                                     const std::string& network_name);

}  // namespace mydocker::app

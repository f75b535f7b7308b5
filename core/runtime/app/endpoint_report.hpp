// The report of an endpoint that is in the kernel, for a front end.
#pragma once

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Returns the report without its `plan`. Errors are those of the state files.
Result<EndpointReport> endpoint_report(Session& session, const model::Endpoint& endpoint);
// The same, if it is known whether the namespace of the endpoint exists.
Result<EndpointReport> endpoint_report(Session& session, const model::Endpoint& endpoint,
                                       bool alive);

}  // namespace mydocker::app

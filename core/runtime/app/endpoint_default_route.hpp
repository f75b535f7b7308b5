// Decides whether an endpoint has a default route, and chooses its metric.
//
// The reasons are in docs/decisions/0009-default-routes-have-metrics.md.
#pragma once

#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Parses --gw-priority. invalid_argument: not a number from -1000 to 99.
Result<std::int64_t> parse_priority(const std::string& word);

// Sets the gateway priority, the default route and its metric in `endpoint`, whose addresses are
// already chosen. `others`: mydocker's endpoints in the same container. `inside`: a view of the
// container's namespace. exhausted: no free metric for the priority.
Result<void> resolve_default_route(const ConnectRequest& request, const model::Network& network,
                                   const std::vector<model::Endpoint>& others,
                                   kernel::HostView& inside, model::Endpoint& endpoint);

}  // namespace mydocker::app

// The default route of an endpoint and its metric.
// docs/decisions/0009-default-routes-have-metrics.md has the reasons.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/app/session.hpp"

namespace mydocker::app {

// Parses --gw-priority. invalid_argument: the word is not a number from -1000 to 99.
Result<std::int64_t> parse_priority(const std::string& word);

// Sets the gateway priority, the default route and its metric in `endpoint`, whose addresses are
// already chosen. `others` are mydocker's endpoints in the same container. `inside` is a view of
// the container's namespace. Error exhausted: the priority has no free metric.
Result<void> resolve_default_route(const ConnectRequest& request, const model::Network& network,
                                   const std::vector<model::Endpoint>& others,
                                   kernel::HostView& inside, model::Endpoint& endpoint);

// Checks the metrics that the driver has fixed. already_exists: another default route in the
// container has the same metric as one of the plan. The error names the network of the other route.
Result<void> check_fixed_metric(Session& session, OpenState& open_state,
                                const model::Endpoint& endpoint, const kernel::Netns& container,
                                const Plan& plan);

}  // namespace mydocker::app

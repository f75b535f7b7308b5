// The route arguments of a new network.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// Parses "DESTINATION,GATEWAY[,METRIC]", or "DESTINATION,TYPE[,METRIC]" with the types blackhole,
// unreachable and prohibit, as in Podman. route_text() returns the same form.
Result<StaticRoute> parse_route(const std::string& word);
std::string route_text(const StaticRoute& route);

// Checks the arguments of --route. Each gateway is inside a subnet, each destination is outside all
// subnets.
Result<std::vector<StaticRoute>> check_routes(const std::vector<std::string>& words,
                                              const std::vector<Subnet>& subnets);

}  // namespace mydocker::model

// The words about routes in a request for a network.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::model {

// "DESTINATION,GATEWAY[,METRIC]", or "DESTINATION,TYPE[,METRIC]" with blackhole, unreachable or
// prohibit, as Podman writes them, and back.
Result<StaticRoute> parse_route(const std::string& word);
std::string route_text(const StaticRoute& route);

// The routes of --route, each by way of a gateway inside one of the subnets, to somewhere else.
Result<std::vector<StaticRoute>> check_routes(const std::vector<std::string>& words,
                                              const std::vector<Subnet>& subnets);

}  // namespace mydocker::model

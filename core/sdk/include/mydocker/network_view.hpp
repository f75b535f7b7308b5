// What a driver is told about the network and the endpoint that it plans: the user's wish, checked
// and complete.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/options.hpp"

namespace mydocker {

struct SubnetView {
  IpPrefix prefix;  // without host bits
  std::optional<IpAddress>
      gateway;  // inside the prefix, held for the network itself; none: the network has none
  auto operator<=>(const SubnetView&) const = default;
};

struct NetworkView {
  std::string id;         // 64 hex digits
  std::string name;       // [a-zA-Z0-9][a-zA-Z0-9_.-]*
  std::string link_name;  // a name for the network's main link: the network's own where that fits
                          // and is free
  std::vector<SubnetView> subnets;
  bool internal = false;  // the containers shall not reach the outside
  Options options;        // those of OptionScope::network
  auto operator<=>(const NetworkView&) const = default;
};

struct EndpointView {
  std::string id;                   // 64 hex digits
  std::string container;            // the name that the user gave it
  std::string link_name;            // of the link inside the container: "eth0"
  MacAddress mac;                   // of that link
  std::vector<IpPrefix> addresses;  // one for each subnet, with the subnet's prefix length
  bool default_route = false;  // whether this endpoint shall carry the container's default route
  Options options;             // those of OptionScope::endpoint
  auto operator<=>(const EndpointView&) const = default;
};

}  // namespace mydocker

// What a driver is told about the network and the endpoint that it plans: the user's spec, checked
// and complete.
//
// The views are a driver's to read for the time of the call, and to copy. A newer mydocker may tell
// more: fields that this SDK does not know are not there. Since SDK 1.0.
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
  // The host's own address beside that, held for the link that the option "host-link" names
  // (driver_info.hpp); none: there is no such option, or it was not given.
  std::optional<IpAddress> host{};
  auto operator<=>(const SubnetView&) const = default;
};

// A route that the user wants in every container, by way of a gateway inside one of the subnets; or
// of a type that ends what is sent there, and has none.
struct RouteView {
  IpPrefix destination;
  std::optional<IpAddress> via{};
  std::uint32_t metric = 0;  // 0: the kernel's default
  RouteType type = RouteType::unicast;
  auto operator<=>(const RouteView&) const = default;
};

// A spec to publish: ports of the host that shall lead to ports of the container. All settled: no
// port is 0, and nobody else has them.
struct PortView {
  Protocol protocol = Protocol::tcp;
  std::optional<IpAddress> host_address;  // none: every address of the host, of both families;
                                          // 0.0.0.0 and ::, every one of that family
  std::uint16_t host_port = 0;            // the first of `count`
  std::uint16_t container_port = 0;       // the first of `count`
  std::uint16_t count = 1;
  auto operator<=>(const PortView&) const = default;
};

struct NetworkView {
  std::string id;         // 64 hex digits
  std::string name;       // [a-zA-Z0-9][a-zA-Z0-9_.-]*
  std::string link_name;  // a name for the network's main link: the network's own where that fits
                          // and is free
  std::vector<SubnetView> subnets;
  bool internal = false;  // the containers shall not reach the outside
  std::vector<RouteView> routes{};
  Options options;  // those of OptionScope::network
  auto operator<=>(const NetworkView&) const = default;
};

struct EndpointView {
  std::string id;                   // 64 hex digits
  std::string container;            // the name that the user gave it
  std::string link_name;            // of the link inside the container: "eth0"
  MacAddress mac;                   // of that link
  std::vector<IpPrefix> addresses;  // at most one of each subnet, with the subnet's prefix length
  // Whether this endpoint shall have a default route. A container on several networks may have
  // several, each with a metric of its own: the kernel takes the lowest that is there.
  bool default_route = false;
  std::uint32_t metric = 0;  // of that route; 0: the kernel's default
  std::vector<PortView> ports{};
  std::vector<IpPrefix> extra_addresses{};  // link-local ones that the user wants beside those
  Options options;                          // those of OptionScope::endpoint
  auto operator<=>(const EndpointView&) const = default;
};

}  // namespace mydocker

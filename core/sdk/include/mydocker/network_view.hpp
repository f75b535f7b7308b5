// The views of a network and an endpoint: the user's spec, checked and complete.
//
// The core passes views to the driver. They are valid during the call and may be copied. Fields of
// a newer mydocker that this SDK does not know are left out. Since SDK 0.9.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mydocker/net_types.hpp"
#include "mydocker/options.hpp"

namespace mydocker {

// One subnet of a network.
struct SubnetView {
  IpPrefix prefix;  // without host bits
  std::optional<IpAddress>
      gateway;  // inside the prefix, reserved for the network; none: no gateway
  // The host's own address for its link among the containers (OptionRole::host_link), beside the
  // gateway. none: the driver has no such option, or the user did not give it.
  std::optional<IpAddress> host{};
  auto operator<=>(const SubnetView&) const = default;
};

// A route for every container of the network. A unicast route has a gateway inside one of the
// subnets. A route of another type has no gateway.
struct RouteView {
  IpPrefix destination;
  std::optional<IpAddress> via{};
  std::uint32_t metric = 0;  // 0: the kernel's default
  RouteType type = RouteType::unicast;
  auto operator<=>(const RouteView&) const = default;
};

// A published port: ports of the host that are forwarded to ports of the container. The core has
// chosen all ports: no port is 0, and no other endpoint has the same host ports.
struct PortView {
  Protocol protocol = Protocol::tcp;
  // none: every host address of both families. 0.0.0.0 or ::, every host address of that family.
  std::optional<IpAddress> host_address;
  std::uint16_t host_port = 0;       // the first of `count` ports
  std::uint16_t container_port = 0;  // the first of `count` ports
  std::uint16_t count = 1;
  auto operator<=>(const PortView&) const = default;
};

// A network that the driver plans. All fields come from the user's spec or from a default.
struct NetworkView {
  std::string id;    // 64 hex digits
  std::string name;  // [a-zA-Z0-9][a-zA-Z0-9_.-]*
  // A name for the network's main link: the network's name if it is short enough and free, or a
  // name derived from the id.
  std::string link_name;
  std::vector<SubnetView> subnets;
  bool internal = false;  // the containers cannot reach other networks
  std::vector<RouteView> routes{};
  Options options;                              // the options of OptionScope::network
  std::map<std::string, std::string> labels{};  // only with Need::labels
  auto operator<=>(const NetworkView&) const = default;
};

// Another endpoint of the same container, on the same or another network. It existed before.
struct OtherEndpointView {
  std::string id;                   // 64 hex digits
  std::vector<IpPrefix> addresses;  // with the prefix length of their subnets
  auto operator<=>(const OtherEndpointView&) const = default;
};

// An endpoint that the driver plans: one container on one network.
struct EndpointView {
  std::string id;         // 64 hex digits
  std::string container;  // the container's name, as the user gave it
  std::string link_name;  // the name of the link in the container: "eth0"
  MacAddress mac;         // the MAC of that link
  // With the prefix lengths of their subnets. The first address of a subnet is the main one. The
  // user may give several.
  std::vector<IpPrefix> addresses;
  // Whether this endpoint has a default route. A container on several networks may have several.
  // Each has its own metric, and the kernel uses the route with the lowest metric.
  bool default_route = false;
  std::uint32_t metric = 0;  // of the default route; 0: the kernel's default
  std::vector<PortView> ports{};
  std::vector<IpPrefix> extra_addresses{};  // more addresses from the user, all link-local
  Options options;                          // the options of OptionScope::endpoint
  std::vector<OtherEndpointView> others{};  // the other endpoints of the container
  auto operator<=>(const EndpointView&) const = default;
};

}  // namespace mydocker

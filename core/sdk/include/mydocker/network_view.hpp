// The views of a network and an endpoint: the user's spec, checked and complete.
//
// The core passes views to the driver. They are valid during the call and may be copied. A view
// contains only the fields that this SDK knows, even if the core is newer. Since SDK 1.0.
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
  IpPrefix prefix;  // all host bits are zero
  std::optional<IpAddress>
      gateway;  // an address inside the prefix, reserved for the network; none: no gateway
  // The address of the host's own link in this subnet, in addition to the gateway
  // (OptionRole::host_link). none: the driver has no such option, or the user did not give it.
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
  // none: every host address of both families. 0.0.0.0 or ::: every host address of this family.
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
  // A name for the network's main link. This is the network's name if it is short enough and no
  // link has it. Otherwise, the name is derived from the id.
  std::string link_name;
  std::vector<SubnetView> subnets;
  bool internal = false;  // the containers cannot reach other networks
  std::vector<RouteView> routes{};
  Options options;                              // the options of OptionScope::network
  std::map<std::string, std::string> labels{};  // filled only with Need::labels
  auto operator<=>(const NetworkView&) const = default;
};

// Another endpoint of the same container, on the same or another network. It existed before this
// endpoint.
struct OtherEndpointView {
  std::string id;                   // 64 hex digits
  std::vector<IpPrefix> addresses;  // addresses with the prefix lengths of their subnets
  auto operator<=>(const OtherEndpointView&) const = default;
};

// An endpoint that the driver plans: one container on one network.
struct EndpointView {
  std::string id;         // 64 hex digits
  std::string container;  // the container's name, as the user gave it
  std::string link_name;  // the name of the link in the container: "eth0"
  MacAddress mac;         // the MAC of the link in the container
  // Addresses with the prefix lengths of their subnets. The first address of a subnet is the main
  // one. The user may give several.
  std::vector<IpPrefix> addresses;
  // Whether this endpoint has a default route. A container on several networks may have several
  // default routes. Each has its own metric, and the kernel uses the route with the lowest metric.
  bool default_route = false;
  std::uint32_t metric = 0;  // metric of the default route; 0: the kernel's default
  std::vector<PortView> ports{};
  std::vector<IpPrefix> extra_addresses{};  // more addresses from the user, all link-local
  Options options;                          // the options of OptionScope::endpoint
  std::vector<OtherEndpointView> others{};  // the other endpoints of the container
  auto operator<=>(const EndpointView&) const = default;
};

}  // namespace mydocker

// Building block for published ports: ports of the host that are forwarded to a container.
// Adds: port, hairpin, sysctl. Since SDK 1.0.
#pragma once

#include <string>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

// How the network publishes ports.
struct PublishOptions {
  std::string bridge{};  // the host's link to the container: its bridge, or its veth link if it has
                         // no bridge
  // The port of the bridge to which the container is connected; empty: no bridge.
  std::string port{};
  PortMode v4 = PortMode::nat;
  PortMode v6 = PortMode::nat;
};

// Publishes the ports of the endpoint. A port is published in each of its families for which the
// endpoint has an address. The first address of a family is used. Call this function last: then the
// container is ready before packets reach it.
void publish_ports(Plan& plan, const EndpointView& endpoint, const PublishOptions& options);

}  // namespace mydocker::blocks

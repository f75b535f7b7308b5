// Ports of the host that lead to ports of a container.
// Adds: port, hairpin, sysctl. Since SDK 1.0.
#pragma once

#include <string>

#include "mydocker/network_view.hpp"
#include "mydocker/plan.hpp"

namespace mydocker::blocks {

struct PublishOptions {
  std::string bridge{};  // the link of the host that leads to the container: its bridge, or the
                         // host's end of a cable without one
  std::string port{};    // the host's end of its cable in that bridge; empty: there is no bridge
  PortMode v4 = PortMode::nat;
  PortMode v6 = PortMode::nat;
};

// Publishes the endpoint's ports, each in every family that it may be reached by and the endpoint
// has an address of: the first one. Belongs at the end of a plan: what is reached should be there.
void publish_ports(Plan& plan, const EndpointView& endpoint, const PublishOptions& options);

}  // namespace mydocker::blocks

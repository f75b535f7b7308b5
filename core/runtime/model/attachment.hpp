// The key of an endpoint that a container engine manages.
#pragma once

#include <cstdint>
#include <string>

namespace mydocker::model {

// Who creates the container's half of an endpoint: the addresses, routes and settings of its link.
// engine: mydocker creates only the host's half. The container's link stays on the host, and is
// down. The engine moves it into the container. mydocker does not know the container's namespace.
enum class ContainerHalf : std::uint8_t { mydocker, engine };

// The names that an engine uses for one endpoint. All texts are empty if a user has connected the
// endpoint.
struct Attachment {
  std::string engine;     // name of the engine: "cni", "oci", "docker", "netavark"
  std::string network;    // the engine's name of the network; empty if the engine has none
  std::string id;         // the engine's id of the container, or of the endpoint
  std::string interface;  // interface in the container; empty: the engine chooses it

  auto operator<=>(const Attachment&) const = default;
};

// Returns the name under which mydocker shows and stores the container. It is ID for the interface
// eth0 or an unknown interface. For another interface it is ID.INTERFACE, for example "4f1c.eth1".
// A letter that a container name cannot have becomes "_".
std::string container_name(const Attachment& attachment);

}  // namespace mydocker::model

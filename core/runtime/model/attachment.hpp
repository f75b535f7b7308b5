// The key of an endpoint that a container engine manages.
#pragma once

#include <string>

namespace mydocker::model {

// The words that an engine uses for one endpoint. All texts are empty for an endpoint that a user
// has connected.
struct Attachment {
  std::string engine;     // "cni", "oci"
  std::string network;    // the engine's name of the network; empty if the engine has none
  std::string id;         // the engine's id of the container
  std::string interface;  // in the container

  auto operator<=>(const Attachment&) const = default;
};

// Returns the name under which mydocker shows and stores the container: ID for the interface eth0,
// ID.INTERFACE for others. A letter that a container name cannot have becomes "_".
std::string container_name(const Attachment& attachment);

}  // namespace mydocker::model

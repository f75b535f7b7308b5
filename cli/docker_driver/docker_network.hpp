// The network of mydocker for a network of Docker.
#pragma once

#include <optional>
#include <string>

#include "docker_driver/calls.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::cli::docker_driver {

// The key of a label. The adapter sets it on each network of Docker. The value is the id of
// Docker's network.
inline constexpr const char* kIdLabel = "com.docker.network.id";

// "10.9.0.7/24" -> "10.9.0.7". The prefix length comes from the network's subnet.
std::string without_length(const std::string& prefix);

// Returns the name of the network. Docker does not tell a driver the name of its network. So the
// name is "docker-" and the first 12 digits of the id.
std::string network_name(const std::string& docker_id);

// Returns the network with this label. Returns nothing if there is none.
Result<std::optional<model::Network>> find_network(const RemoteCall& call,
                                                   const std::string& docker_id);

// The network and the endpoint that a call names.
struct Target {
  std::string network;  // the id of mydocker's network
  model::Attachment attachment;
};

// Returns nothing if mydocker does not have the network.
Result<std::optional<Target>> find_target(const RemoteCall& call);
// Returns the same. Error not_found: mydocker does not have the network.
Result<Target> existing_target(const RemoteCall& call);

}  // namespace mydocker::cli::docker_driver

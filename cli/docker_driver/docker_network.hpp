// Finds the network of mydocker that belongs to a network of Docker.
#pragma once

#include <optional>
#include <string>

#include "docker_driver/calls.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::cli::docker_driver {

// The key of a label of networks of mydocker. Its value is the id of the network in Docker.
inline constexpr const char* kIdLabel = "com.docker.network.id";

// Returns the address without its prefix length: "10.9.0.7/24" becomes "10.9.0.7". The prefix
// length comes from the network's subnet.
std::string without_length(const std::string& prefix);

// Returns the name of the network. Docker does not tell a driver the name of its network. So the
// name is "docker-" and the first 12 digits of the id.
std::string network_name(const std::string& docker_id);

// Returns the network whose label kIdLabel has this id. Returns nothing if there is none.
Result<std::optional<model::Network>> find_network(const RemoteCall& call,
                                                   const std::string& docker_id);

// The network and the endpoint that a call of Docker names.
struct Target {
  std::string network;  // the id of mydocker's network
  model::Attachment attachment;
};

// Returns the network and the endpoint of a call. Returns nothing if mydocker does not have the
// network.
Result<std::optional<Target>> find_target(const RemoteCall& call);
// Does the same, but a missing network is an error of kind not_found.
Result<Target> existing_target(const RemoteCall& call);

}  // namespace mydocker::cli::docker_driver

// A network of Docker that uses an existing network of mydocker:
// `docker network create -d mydocker --ipam-driver mydocker -o mydocker.network=NAME`.
#pragma once

#include <optional>
#include <string>

#include "docker_driver/docker_network.hpp"

namespace mydocker::cli::docker_driver {

// Removes the option mydocker.network from the request and returns its value. None: the request
// creates a network.
std::optional<std::string> take_adopted_name(app::CreateNetworkRequest& request);

// Labels the network `name` with the id of Docker's network, so that Docker's containers use it.
// not_found: there is no such network. invalid_argument: it differs from the request.
// already_exists: another network of Docker uses it.
Result<void> adopt_network(const Call& call, const std::string& name,
                           const app::CreateNetworkRequest& request, const std::string& docker_id);

bool is_adopted(const model::Network& network);
// Removes the labels. The network stays.
Result<void> release_network(const Call& call, const model::Network& network);

}  // namespace mydocker::cli::docker_driver

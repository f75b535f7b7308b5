// A look at what is defined and connected that leaves no trace: for shell completion.
//
// Nothing is made, recovered, migrated or waited for; what cannot be read so is not seen. Whatever
// is decided on what was seen has to be checked again.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/network.hpp"

namespace mydocker::store {

// The visible networks, in natural order of their names. not_found: there is no such directory or
// file; other errors as of Definitions::open.
Result<std::vector<model::Network>> completion_networks(const std::filesystem::path& state_dir);

struct Connection {
  std::string network_id;
  std::string container;
};

// Who is connected, by container. Also those of a namespace that is gone.
Result<std::vector<Connection>> completion_connections(const std::filesystem::path& run_dir);

}  // namespace mydocker::store

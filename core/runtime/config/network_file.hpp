// The file of `network apply` and `network export` (mydocker-network.yaml(5)):
//
//   networks:
//     web:
//       driver: bridge
//       subnets:
//         - prefix: 10.9.0.0/24
//           gateway: 10.9.0.1
//       labels:
//         team: blue
//
// These functions check only the form of the file. model/network_spec.hpp checks the values.
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::config {

// Returns the networks in the order of the file. `file` is the name of the file for errors:
// "FILE:LINE: what, solution". invalid_argument: the text is not YAML, or has unknown keys,
// duplicate keys, or a value of a wrong type. An empty file is refused too, because its content was
// probably lost.
Result<std::vector<model::DeclaredNetwork>> read_network_file(const std::string& text,
                                                              const std::string& file);

// Returns the text of a network file. Fields with a default value are left out, except the driver.
std::string write_network_file(const std::vector<model::DeclaredNetwork>& networks);

}  // namespace mydocker::config

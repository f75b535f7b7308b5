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
// Does not: judge what the texts say (model/network_spec does).
#pragma once

#include <string>
#include <vector>

#include "mydocker/result.hpp"
#include "runtime/model/declared_network.hpp"

namespace mydocker::config {

// The networks in the order of the file. `file` is named in errors: "FILE:LINE: what, what to do".
// invalid_argument: not YAML, unknown keys, anything given twice, values of another type. An empty
// file is one of them, as it more likely lost its content than declares that there is no network.
Result<std::vector<model::DeclaredNetwork>> read_network_file(const std::string& text,
                                                              const std::string& file);

// Such a file. A field is left out where that means the same; the driver never is.
std::string write_network_file(const std::vector<model::DeclaredNetwork>& networks);

}  // namespace mydocker::config

// Completion of -o KEY=VALUE from a driver's manifest.
#pragma once

#include <string>
#include <vector>

#include "completion/candidates.hpp"

namespace mydocker::cli {

// The data for the completion of driver options.
struct OptionSource {
  std::vector<ManifestOption> options;  // options of the driver
  std::vector<std::string> given;       // KEY=VALUE already on the command line
  std::vector<std::string> links;       // links of the host
};

// Without "=" in `prefix`: the keys, each with "=" after it. With "=": the values of that key.
std::vector<Candidate> driver_options(const OptionSource& source, OptionScope scope,
                                      const std::string& prefix);

}  // namespace mydocker::cli

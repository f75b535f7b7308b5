// Completion of -o KEY=VALUE from a driver's manifest.
#pragma once

#include <string>
#include <vector>

#include "completion/candidates.hpp"

namespace mydocker::cli {

struct OptionSource {
  std::vector<ManifestOption> options;  // of the driver
  std::vector<std::string> given;       // KEY=VALUE that stand on the line already
  std::vector<std::string> links;       // of the host
};

// Keys, each with "=" after it; once there is a "=" in `begun`, the values of that key.
std::vector<Candidate> driver_options(const OptionSource& source, OptionScope scope,
                                      const std::string& prefix);

}  // namespace mydocker::cli

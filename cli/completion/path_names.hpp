// Completion of paths.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "completion/candidates.hpp"

namespace mydocker::cli {

enum class PathKind : std::uint8_t { any, folder };

// What the folder that `begun` leads to holds, as continuations of it; folders end with "/". Hidden
// ones only when asked for.
std::vector<Candidate> path_names(const std::string& prefix, PathKind kind);

}  // namespace mydocker::cli

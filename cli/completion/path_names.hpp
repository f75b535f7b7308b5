// Completion of file names.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "completion/candidates.hpp"

namespace mydocker::cli {

enum class PathKind : std::uint8_t { any, folder };

// The paths that begin with `prefix`; folders end with "/". Hidden files only if the prefix has the
// dot.
std::vector<Candidate> path_names(const std::string& prefix, PathKind kind);

}  // namespace mydocker::cli

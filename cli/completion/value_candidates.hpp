// The completion candidates for values: driver options, filters and file names.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "completion/candidates.hpp"

namespace mydocker::cli {

// The data for the completion of driver options.
struct OptionSource {
  std::vector<ManifestOption> options;  // options of the driver
  std::vector<std::string> given;       // pairs KEY=VALUE that are on the command line already
  std::vector<std::string> links;       // links of the host
};

// Without "=" in `prefix`, returns the keys of the options, each with "=" at its end. With "=",
// returns the values of the key in `prefix`.
std::vector<CompletionWord> driver_options(const OptionSource& source, OptionScope scope,
                                           const std::string& prefix);

// Returns the candidates for --filter. `keys` are the filter keys of the list, each with "=" at its
// end. The values come from existing objects.
std::vector<CompletionWord> filter_terms(std::span<const std::string_view> keys,
                                         const std::string& prefix, CompletionSource& source);

enum class PathKind : std::uint8_t { any, folder };

// Returns the paths that begin with `prefix`. Folders end with "/". Hidden files are returned only
// if the name in `prefix` begins with a dot.
std::vector<CompletionWord> path_names(const std::string& prefix, PathKind kind);

}  // namespace mydocker::cli

// The completion candidates of values: driver options, filters and file names.
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
  std::vector<std::string> given;       // KEY=VALUE already on the command line
  std::vector<std::string> links;       // links of the host
};

// Without "=" in `prefix`: the keys, each with "=" after it. With "=": the values of that key.
std::vector<CompletionWord> driver_options(const OptionSource& source, OptionScope scope,
                                           const std::string& prefix);

// `keys` are the filter keys of the list, each with "=" after it. The values come from existing
// objects.
std::vector<CompletionWord> filter_terms(std::span<const std::string_view> keys,
                                         const std::string& prefix, CompletionSource& source);

enum class PathKind : std::uint8_t { any, folder };

// The paths that begin with `prefix`; folders end with "/". Hidden files only if the prefix has the
// dot.
std::vector<CompletionWord> path_names(const std::string& prefix, PathKind kind);

}  // namespace mydocker::cli

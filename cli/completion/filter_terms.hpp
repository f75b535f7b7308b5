// Completion of --filter KEY=VALUE.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "completion/candidates.hpp"

namespace mydocker::cli {

// `keys` are the filter keys of the list, each with "=" after it. The values come from existing
// objects.
std::vector<Candidate> filter_terms(std::span<const std::string_view> keys,
                                    const std::string& prefix, CompletionSource& source);

}  // namespace mydocker::cli

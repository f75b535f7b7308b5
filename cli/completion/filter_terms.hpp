// Completion of --filter KEY=VALUE from what is there.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "completion/candidates.hpp"

namespace mydocker::cli {

// `keys`: those of the list, each with "=" after it. The values are those that something there has.
std::vector<Candidate> filter_terms(std::span<const std::string_view> keys,
                                    const std::string& prefix, CompletionSource& source);

}  // namespace mydocker::cli

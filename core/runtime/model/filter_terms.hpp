// The arguments of --filter: KEY=VALUE. The caller gives the list of allowed keys.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::model {

using FilterTerms = std::map<std::string, std::vector<std::string>, std::less<>>;

// Returns the values of each key, in the given order. A key may end in "!" (label!=old).
// invalid_argument: the "=" is missing, or the key is not in `keys` (with "did you mean").
Result<FilterTerms> read_filter_terms(const std::vector<std::string>& words,
                                      const std::vector<std::string>& keys);

// Checks the values of the key. invalid_argument: `known` does not contain a value; the hint lists
// `known`. If `known` is empty, every value is allowed.
Result<void> check_filter_values(const FilterTerms& terms, std::string_view key,
                                 const std::vector<std::string>& known);

}  // namespace mydocker::model

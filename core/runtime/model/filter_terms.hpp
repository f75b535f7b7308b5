// The words of --filter: KEY=VALUE, with the keys that a list knows.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::model {

using FilterTerms = std::map<std::string, std::vector<std::string>, std::less<>>;

// The values of each key, in the order they were given. A key may end in "!" (label!=old).
// invalid_argument: no "=", or a key that is not one of `keys`, with "did you mean".
Result<FilterTerms> read_filter_terms(const std::vector<std::string>& words,
                                      const std::vector<std::string>& keys);

}  // namespace mydocker::model

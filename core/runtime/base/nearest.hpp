// "Did you mean ...?": the valid word that a wrong one most likely stands for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::base {

// The valid word with the fewest slips of a finger from `wrong` (a letter missing, too much, wrong,
// or two swapped; upper and lower case are the same), if there are few for its length: one up to
// four letters, two up to eight, three beyond. Otherwise the only one that starts with `wrong`.
// Nothing if neither exists; the first of equals.
std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& valid);

}  // namespace mydocker::base

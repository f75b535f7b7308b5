// "Did you mean ...?": finds the valid word that the user probably meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mydocker::base {

// Returns the valid word with the fewest typing errors in `wrong`. An error is a missing,
// additional, wrong or swapped letter. Upper and lower case are equal. A word of up to four letters
// may have one error. A word of up to eight letters may have two errors, and a longer word three.
// If no word is similar, returns the only valid word that starts with `wrong`, or nothing. If
// several words are equally good, returns the first.
std::optional<std::string> nearest(std::string_view wrong, const std::vector<std::string>& valid);

}  // namespace mydocker::base

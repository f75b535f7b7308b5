// The output of `mydocker __complete`, which the shells' completion scripts call.
#pragma once

#include <string>
#include <vector>

namespace mydocker::cli {

// One line for each candidate: the word, then a tab and its help (if any). Errors are not printed,
// because they would appear in the command line that the user edits.
std::string completion_answer(const std::vector<std::string>& words);

}  // namespace mydocker::cli

// The answer to a shell that asks how a word goes on.
#pragma once

#include <string>
#include <vector>

namespace mydocker::cli {

// One candidate a line, with a tab and one clause about it where there is one. Nothing that goes
// wrong is said, as it would be said into a line that is being typed.
std::string completion_answer(const std::vector<std::string>& words);

}  // namespace mydocker::cli

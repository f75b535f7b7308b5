// The rule that this copy of the driver breaks. The word is written into the file after the build,
// so all mutants come from one build.
#pragma once

#include <string_view>

namespace fair {

// Returns true if this is the mutant of that check ("P06", or "P06-something").
bool mutated(std::string_view name);

}  // namespace fair

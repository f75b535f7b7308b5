// Which rule this copy of the driver breaks: a word that is written into its file after it was
// built, so that all mutants are one build.
#pragma once

#include <string_view>

namespace fair {

// Whether this is the mutant of that check ("P06", or "P06-something").
bool mutated(std::string_view name);

}  // namespace fair

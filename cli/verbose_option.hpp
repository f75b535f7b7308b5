// The option --verbose of all commands that change something.
#pragma once

#include "command.hpp"

namespace mydocker::cli {

// main() reads it. It hides the global -v (--version).
inline constexpr Option kVerbose{
    .name = "verbose", .letter = 'v', .help = "Print the reason and the full command of each step"};

}  // namespace mydocker::cli

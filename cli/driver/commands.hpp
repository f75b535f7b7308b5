// The commands of `mydocker driver`, each in a file of its own.
#pragma once

#include "command.hpp"

namespace mydocker::cli::driver {

extern const Command kList;
extern const Command kInspect;
extern const Command kTest;

}  // namespace mydocker::cli::driver

// The commands of `mydocker completion`, one file each.
#pragma once

#include "command.hpp"

namespace mydocker::cli::completion {

extern const Command kBash;
extern const Command kZsh;
extern const Command kFish;

}  // namespace mydocker::cli::completion

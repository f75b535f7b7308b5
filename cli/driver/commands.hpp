// The commands of `mydocker driver`, one file each.
#pragma once

#include "command.hpp"

namespace mydocker::cli::driver {

extern const Command kList;
extern const Command kInspect;
extern const Command kDoctor;
extern const Command kNew;
extern const Command kInstall;
extern const Command kRemove;
extern const Command kEnable;
extern const Command kDisable;
extern const Command kTest;
extern const Command kDiff;
extern const Command kPlan;

}  // namespace mydocker::cli::driver

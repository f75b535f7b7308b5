// The commands of the program.
//
// Each command has a source file of its own, named after it: network/prune.cpp. Two commands share
// a file if one is the inverse of the other (connect and disconnect, apply and export). They also
// share a file if both print the same kind of list (network/holder_list.cpp). The completion
// scripts of the shells are in completion/scripts.cpp.
#pragma once

#include "command.hpp"

namespace mydocker::cli::network {

extern const Command kCreate;
extern const Command kList;
extern const Command kInspect;
extern const Command kRemove;
extern const Command kConnect;
extern const Command kDisconnect;
extern const Command kPrune;
extern const Command kExists;
extern const Command kProtect;
extern const Command kIpList;
extern const Command kUpdate;
extern const Command kApply;
extern const Command kExport;
extern const Command kReload;
extern const Command kVerify;
extern const Command kGc;
extern const Command kPublish;
extern const Command kUnpublish;
extern const Command kPortList;

}  // namespace mydocker::cli::network

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

namespace mydocker::cli::completion {

extern const Command kBash;
extern const Command kZsh;
extern const Command kFish;

}  // namespace mydocker::cli::completion

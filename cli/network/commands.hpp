// The commands of `mydocker network`, one file each.
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

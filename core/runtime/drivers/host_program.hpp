// Finds files that belong to this program: mydocker-driver-host, and other installed programs.
//
// They are searched below the folder that this program is installed below. So an installation can
// be moved as a whole, and a program in a build tree uses the files of that tree.
#pragma once

#include <filesystem>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// Returns PREFIX/LIBEXECDIR/mydocker/mydocker-driver-host for a program below PREFIX
// (own_prefixes()), also in a build tree. Otherwise returns the configured installation path.
std::filesystem::path host_program();

// Returns the same path after a check that no untrusted user can change the file. Errors are those
// of trusted_file() (path_trust.hpp). The folder that contains both programs is not checked: a user
// who can change it can replace this program too.
Result<std::filesystem::path> trusted_host_program();
// The same for another program in that folder.
Result<std::filesystem::path> trusted_program(const char* name);

// Returns the possible prefixes, the most likely first. For PREFIX/bin/PROGRAM it is the folder
// above the program's folder. For PREFIX/lib/cni/PROGRAM and PREFIX/libexec/mydocker/PROGRAM it is
// one more above. Empty if the program's file gives it privileges: a hard link can place such a
// program in any folder.
std::vector<std::filesystem::path> own_prefixes();

}  // namespace mydocker::drivers

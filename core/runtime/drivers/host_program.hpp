// Finds files that belong to this program: mydocker-driver-host, and other installed programs.
//
// The search begins at the installation prefix of this program. So an installation can be moved as
// a whole. A program in a build tree uses the files of this tree.
#pragma once

#include <filesystem>
#include <vector>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// Returns PREFIX/LIBEXECDIR/mydocker/mydocker-driver-host for a program below PREFIX
// (own_prefixes()), also in a build tree. Otherwise returns the configured installation path.
std::filesystem::path host_program();

// Returns the same path after a check that no untrusted user can change the file. Errors are those
// of trusted_file() (path_trust.hpp). The folder that contains both programs is not checked. A user
// who can change it can replace this program too.
Result<std::filesystem::path> trusted_host_program();
// Does the same for another program in this folder.
Result<std::filesystem::path> trusted_program(const char* name);

// Returns the possible prefixes, the most likely one first. For PREFIX/bin/PROGRAM, this is the
// folder above the program's folder. For PREFIX/lib/cni/PROGRAM and
// PREFIX/libexec/mydocker/PROGRAM, this is the folder above that folder. Empty if the program's
// file gives it privileges, because a hard link can place such a file in any folder.
std::vector<std::filesystem::path> own_prefixes();

}  // namespace mydocker::drivers

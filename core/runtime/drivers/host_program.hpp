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
// (own_prefixes()). This also works in a build tree. For other programs, returns the installation
// path that the build has set.
std::filesystem::path host_program();

// Returns the same path as host_program(), after a check that no untrusted user can change the
// file. Errors are those of trusted_file() (path_trust.hpp). The folder with both programs is not
// checked, because a user who can change it can also replace this program.
Result<std::filesystem::path> trusted_host_program();
// Does the same for another program in the folder of the driver host.
Result<std::filesystem::path> trusted_program(const char* name);

// Returns the possible prefixes of the installation, the most likely one first.
// - For PREFIX/bin/PROGRAM, this is the folder above the program's folder.
// - For PREFIX/lib/cni/PROGRAM and PREFIX/libexec/mydocker/PROGRAM, it is one folder higher.
//
// The list is empty if the program's file gives it privileges (set-id bits, capabilities). The
// reason is that a user can place a hard link to such a file in any folder.
std::vector<std::filesystem::path> own_prefixes();

}  // namespace mydocker::drivers

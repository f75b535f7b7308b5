// Finds mydocker-driver-host, and other programs that belong to this program.
#pragma once

#include <filesystem>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// Returns PREFIX/LIBEXECDIR/mydocker/mydocker-driver-host for a program below PREFIX
// (own_prefix.hpp), also in a build tree. Otherwise returns the configured installation path.
std::filesystem::path host_program();

// Returns the same path after a check that no untrusted user can change the file. Errors are those
// of trusted_file() (path_trust.hpp). The folder that contains both programs is not checked: a user
// who can change it can replace this program too.
Result<std::filesystem::path> trusted_host_program();
// The same for another program in that folder.
Result<std::filesystem::path> trusted_program(const char* name);

}  // namespace mydocker::drivers

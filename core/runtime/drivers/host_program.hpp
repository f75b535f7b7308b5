// Where the program mydocker-driver-host is that belongs to this very program.
#pragma once

#include <filesystem>

namespace mydocker::drivers {

// PREFIX/LIBEXECDIR/mydocker/mydocker-driver-host for a program in PREFIX/bin, which also holds in
// a build tree; otherwise where the build was configured to install it. Only the last when the
// program's file gives it privileges.
std::filesystem::path host_program();

}  // namespace mydocker::drivers

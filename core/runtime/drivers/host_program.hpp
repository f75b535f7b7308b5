// Finds the program mydocker-driver-host that belongs to this program.
#pragma once

#include <filesystem>

namespace mydocker::drivers {

// Returns PREFIX/LIBEXECDIR/mydocker/mydocker-driver-host for a program in PREFIX/bin, also in a
// build tree. Otherwise returns the configured installation path. If the program's file gives it
// privileges, only that path is used.
std::filesystem::path host_program();

}  // namespace mydocker::drivers

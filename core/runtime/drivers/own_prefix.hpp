// Finds the folder that this program is installed below. So an installation can be moved as a
// whole, and a program in a build tree uses the files of that tree.
#pragma once

#include <filesystem>
#include <vector>

namespace mydocker::drivers {

// Returns the possible prefixes, the most likely first. For PREFIX/bin/PROGRAM it is the folder
// above the program's folder. For PREFIX/lib/cni/PROGRAM and PREFIX/libexec/mydocker/PROGRAM it is
// one more above. Empty if the program's file gives it privileges: a hard link can place such a
// program in any folder.
std::vector<std::filesystem::path> own_prefixes();

}  // namespace mydocker::drivers

// Checks whether a file may be loaded with the rights of the command. It may be loaded if no
// untrusted user can change it.
//
// A driver's code runs with the caller's privileges. So every user who can write the file, or a
// folder of its path, can control the command. Trusted users are root and the user who runs the
// command. This user is not trusted if the program's file has set-id bits or capabilities
// (AT_SECURE, getauxval(3)). Files and folders that the group or others can write are refused.
// Sticky folders such as /tmp are refused too, because other users can create a missing name there.
// This code does not open the file or read its content.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// Returns the real path of `file` after a check of each component. Symbolic links are followed, and
// the folders on both sides of each link are checked. An error names the component, the problem and
// a command that fixes it.
Result<std::filesystem::path> trusted_file(const std::filesystem::path& file);

// Does the same for many files, and checks each folder only once. It does not notice later changes
// of a folder. So when one of the files is loaded, its path is checked again.
class TrustedPaths {
 public:
  Result<std::filesystem::path> file(const std::filesystem::path& file);
  // Returns the real path of a folder after the same checks.
  Result<std::filesystem::path> folder(const std::filesystem::path& folder);

 private:
  const Result<std::filesystem::path>& checked_folder(const std::string& folder);

  std::map<std::string, Result<std::filesystem::path>> folders_;
};

}  // namespace mydocker::drivers

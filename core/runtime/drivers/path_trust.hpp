// Whether a file may be loaded with our rights, judged by who else could change it.
//
// A driver's code runs with the caller's privileges, so whoever can write the file, or any folder
// on the way to it, owns the command. Accepted owners are root and, when the command does not run
// as root and was not given privileges by its file, the user who runs it. Writable by the group or
// by everybody is refused, a sticky folder such as /tmp included: its other entries are safe there,
// but an absent name is not.
// Does not: open the file, or look at its content.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// The real path of `file`, every component of which has passed; links are followed, and the folders
// on both sides of each are judged. An error names the component, what is wrong, and the command
// that mends it.
Result<std::filesystem::path> trusted_file(const std::filesystem::path& file);

// The same for many files: each folder is judged once, for all files in it.
// Does not: notice that a folder changes meanwhile; who loads a file judges it anew.
class TrustedPaths {
 public:
  Result<std::filesystem::path> file(const std::filesystem::path& file);
  // The real path of a folder, judged in the same way.
  Result<std::filesystem::path> folder(const std::filesystem::path& folder);

 private:
  const Result<std::filesystem::path>& checked_folder(const std::string& folder);

  std::map<std::string, Result<std::filesystem::path>> folders_;
};

}  // namespace mydocker::drivers

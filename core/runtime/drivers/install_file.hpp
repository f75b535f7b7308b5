// Installs and removes driver files.
//
// An existing file is never written to, because this could kill a process that has mapped it. The
// new file is written to the same folder and renamed in one step.
#pragma once

#include <filesystem>
#include <functional>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// Copies `file` to `target` with mode 0755, owned by root if the caller is root. Creates the folder
// if necessary. The folder must be trusted (path_trust.hpp). Calls `check` with the copy before the
// rename. After an error `target` is unchanged. Waits 30 seconds for other installations into the
// folder, with a lock file in it. Error busy: another installation still runs.
Result<void> install_file(const std::filesystem::path& file, const std::filesystem::path& target,
                          const std::function<Result<void>(const std::filesystem::path&)>& check);

// Checks, for a dry run, that install_file() can write into the folder of `target`, or create it.
// Changes nothing.
Result<void> check_folder_for(const std::filesystem::path& target);

// Removes the file. Error not_found: the file does not exist.
Result<void> uninstall_file(const std::filesystem::path& target);

}  // namespace mydocker::drivers

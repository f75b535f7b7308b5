// Installs and removes driver files.
//
// A file that is mapped by a process is never written to, because that can kill the process. The
// new file is written beside it and renamed in one step.
#pragma once

#include <filesystem>
#include <functional>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// Copies `file` to `target` with mode 0755, owned by root if the caller is root. Creates the folder
// if necessary; it must be trusted (path_trust.hpp). Calls `check` with the copy before the rename.
// After an error `target` is unchanged. Waits 30 seconds for other installations into the folder,
// with a lock file in it. busy: another one still runs.
Result<void> install_file(const std::filesystem::path& file, const std::filesystem::path& target,
                          const std::function<Result<void>(const std::filesystem::path&)>& check);

// not_found: the file does not exist.
Result<void> uninstall_file(const std::filesystem::path& target);

}  // namespace mydocker::drivers

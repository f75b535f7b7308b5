// Puts a driver's file among the drivers, or takes it away.
//
// A file that is mapped somewhere is never written to: that would kill whoever runs it. The new one
// is written beside it and takes its name in one step.
#pragma once

#include <filesystem>
#include <functional>

#include "mydocker/result.hpp"

namespace mydocker::drivers {

// Copies `file` to `target`, mode 0755, of root if we are; its folder is made if it is not there,
// and has to be trusted (path_trust.hpp). `check` is asked about the copy before it takes the name.
// After an error `target` is as before. Waits for others who install into that folder.
Result<void> install_file(const std::filesystem::path& file, const std::filesystem::path& target,
                          const std::function<Result<void>(const std::filesystem::path&)>& check);

// not_found: it is not there.
Result<void> uninstall_file(const std::filesystem::path& target);

}  // namespace mydocker::drivers

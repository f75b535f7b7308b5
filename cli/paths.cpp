#include "paths.hpp"

#include <system_error>

namespace mydocker::cli {

Result<std::filesystem::path> absolute_path(const std::string& option, const std::string& path) {
  const std::string what = "option \"--" + option + "\"";
  if (path.empty()) return Error(ErrorKind::invalid_argument, what + ": the path is empty");
  std::error_code failed;
  auto absolute = std::filesystem::absolute(path, failed);
  if (failed)
    return Error(ErrorKind::kernel, what + ": find the working directory: " + failed.message());
  return absolute;
}

}  // namespace mydocker::cli

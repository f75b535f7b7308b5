#include "runtime/base/service_paths.hpp"

#include "mydocker/service_resource.hpp"

namespace mydocker::base {

std::string service_home(const std::string& run_dir, const std::string& name) {
  return run_dir + "/" + kServicesFolder + "/" + name;
}

std::string service_directory(const std::string& run_dir, const std::string& name) {
  return service_home(run_dir, name) + "/" + kServiceFilesFolder;
}

std::string with_directory(std::string_view text, std::string_view directory) {
  std::string replaced;
  for (;;) {
    const auto at = text.find(kServiceDirectory);
    replaced += text.substr(0, at);
    if (at == std::string_view::npos) return replaced;
    replaced += directory;
    text.remove_prefix(at + kServiceDirectory.size());
  }
}

std::string folder_of(const std::string& file) {
  const auto slash = file.find('/');
  return slash == std::string::npos ? std::string() : file.substr(0, slash);
}

}  // namespace mydocker::base

#include "completion/path_names.hpp"

#include <algorithm>
#include <filesystem>

namespace mydocker::cli {

std::vector<Candidate> path_names(const std::string& prefix, PathKind kind) {
  namespace fs = std::filesystem;
  const std::size_t slash = prefix.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : prefix.substr(0, slash + 1);
  const bool hidden = prefix.substr(folder.size()).starts_with(".");
  std::vector<Candidate> found;
  std::error_code failed;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    std::error_code ignored;
    const std::string name = at->path().filename().string();
    const bool is_folder = at->is_directory(ignored);
    if ((name.front() == '.' && !hidden) || (kind == PathKind::folder && !is_folder)) continue;
    found.push_back({folder + name + (is_folder ? "/" : ""), ""});
  }
  std::ranges::sort(found, {}, &Candidate::word);
  return found;
}

}  // namespace mydocker::cli

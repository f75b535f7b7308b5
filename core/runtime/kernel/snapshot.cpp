#include "runtime/kernel/snapshot.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "runtime/kernel/snapshot_parts.hpp"

namespace mydocker::kernel {
namespace {

namespace fs = std::filesystem;

void add_setting(const fs::path& file, Lines& lines) {
  std::ifstream stream(file);
  std::string value;
  // Some settings cannot be read, such as stable_secret before it is set. They are left out.
  if (std::getline(stream, value))
    lines.push_back("setting " + file.native().substr(sizeof "/proc/sys/" - 1) + " = " + value);
}

void add_settings_below(const fs::path& folder, Lines& lines) {
  std::error_code failed;
  fs::recursive_directory_iterator entries(folder, failed);
  for (const fs::recursive_directory_iterator end; !failed && entries != end;
       entries.increment(failed)) {
    std::error_code ignored;
    if (entries->is_regular_file(ignored)) add_setting(entries->path(), lines);
  }
}

}  // namespace

void add_settings(Lines& lines) {
  add_setting("/proc/sys/net/ipv4/ip_forward", lines);
  for (const char* folder :
       {"/proc/sys/net/ipv4/conf", "/proc/sys/net/ipv6/conf", "/proc/sys/net/bridge"})
    add_settings_below(folder, lines);
}

Result<std::vector<std::string>> take_snapshot() {
  Lines lines;
  MYDOCKER_CHECK(add_links_and_routes(lines));
  add_settings(lines);
  std::ranges::sort(lines);
  MYDOCKER_CHECK(add_ruleset(lines));
  return lines;
}

}  // namespace mydocker::kernel

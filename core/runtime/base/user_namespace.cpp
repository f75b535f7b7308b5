#include "runtime/base/user_namespace.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string_view>

namespace mydocker::base {
namespace {

std::string text_of(const char* file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

uid_t overflow_uid() {
  constexpr uid_t kUsual = 65534;
  std::ifstream stream("/proc/sys/kernel/overflowuid");
  uid_t uid = kUsual;
  return stream >> uid ? uid : kUsual;
}

}  // namespace

bool maps_uid(const std::string& uid_map, uid_t uid) {
  std::istringstream lines(uid_map);
  std::uint64_t inside = 0;
  std::uint64_t outside = 0;
  std::uint64_t count = 0;
  while (lines >> inside >> outside >> count)
    if (uid >= inside && uid - inside < count) return true;
  return false;
}

// Returns whether the owner has no mapping. The map of the first user namespace contains every uid.
bool is_unmapped(uid_t owner) {
  if (owner == 0 || owner != overflow_uid()) return false;  // the owner 0 is always mapped
  const auto map = text_of("/proc/self/uid_map");
  return !map.empty() && !maps_uid(map, owner);
}

bool is_system_path(const std::filesystem::path& path) {
  constexpr std::array<std::string_view, 14> kFolders{"/",    "/bin",   "/boot",  "/etc", "/home",
                                                      "/lib", "/lib64", "/media", "/mnt", "/opt",
                                                      "/run", "/sbin",  "/srv",   "/var"};
  const auto plain = path.lexically_normal().string();
  if (std::ranges::find(kFolders, plain) != kFolders.end()) return true;
  return plain == "/usr" || plain.starts_with("/usr/") || plain.starts_with("/etc/");
}

}  // namespace mydocker::base

// Decides whether MYDOCKER_DRIVER_PATH can be trusted. The user sets the variable, but code from
// its folders runs with the privileges of the command.
#include <pwd.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <system_error>

#include "runtime/base/quoted.hpp"
#include "runtime/drivers/search_path.hpp"

namespace mydocker::drivers {
namespace {

constexpr const char* kVariable = "MYDOCKER_DRIVER_PATH";

bool is_own_uid(std::string_view text) {
  uid_t uid = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), uid);
  return failure == std::errc() && end == text.data() + text.size() && uid == ::getuid();
}

bool is_own_name(const char* name) {
  const passwd* entry = ::getpwnam(name);
  return entry != nullptr && entry->pw_uid == ::getuid();
}

// Returns how another user got the privileges of this process; empty if not. An invalid value
// counts as another user.
std::string way_in() {
  const char* sudo = std::getenv("SUDO_UID");
  if (sudo != nullptr && !is_own_uid(sudo)) return "through sudo by uid " + base::quoted(sudo);
  const char* pkexec = std::getenv("PKEXEC_UID");
  if (pkexec != nullptr && !is_own_uid(pkexec))
    return "through pkexec by uid " + base::quoted(pkexec);
  const char* doas = std::getenv("DOAS_USER");
  if (doas != nullptr && !is_own_name(doas)) return "through doas by user " + base::quoted(doas);
  return "";
}

std::vector<std::string> split(std::string_view folders) {
  std::vector<std::string> parts;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    // Unlike in PATH, an empty part is not the working directory.
    if (end > 0) parts.emplace_back(folders.substr(0, end));
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return parts;
}

}  // namespace

std::vector<std::string> environment_folders(std::string& notice) {
  notice.clear();
  const char* named = std::getenv(kVariable);
  if (named == nullptr || *named == '\0') return {};
  if (::secure_getenv(kVariable) == nullptr) {
    notice =
        std::string(kVariable) + " is ignored, because this program's file gives it privileges";
    return {};
  }
  if (const std::string way = way_in(); !way.empty()) {
    notice = std::string(kVariable) + " is ignored, because the command was started " + way;
    return {};
  }
  return split(named);
}

}  // namespace mydocker::drivers

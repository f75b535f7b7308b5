#include "runtime/sandbox/file_access.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace mydocker::sandbox {
namespace {

// struct landlock_ruleset_attr of Linux 6.12. The headers of Debian 12 have only its first field.
struct RulesetAttributes {
  std::uint64_t files = 0;
  std::uint64_t network = 0;  // since ABI 4
  std::uint64_t scope = 0;    // since ABI 6
};

// For each ABI version: the number of access rights to files, counted from the lowest bit.
constexpr std::array kFileRights = {13, 14, 15, 15, 16};
constexpr std::uint64_t kTcp = 0x3;    // LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP
constexpr std::uint64_t kScope = 0x3;  // LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and _SIGNAL

// The folders that ld.so(8) searches. On a system with merged /usr some of them are the same
// folder.
constexpr FileRule kLibraries[] = {{.path = "/etc/ld.so.cache"}, {.path = "/lib"},
                                   {.path = "/lib64"},           {.path = "/usr/lib"},
                                   {.path = "/usr/lib64"},       {.path = "/usr/local/lib"}};

std::size_t known_abi() {
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return abi < 1 ? 0 : static_cast<std::size_t>(abi);
}

std::uint64_t all_rights(std::size_t abi) {
  return (std::uint64_t{1} << kFileRights[std::min(abi, kFileRights.size()) - 1]) - 1;
}

int create_ruleset(std::size_t abi) {
  RulesetAttributes attributes;
  attributes.files = all_rights(abi);
  std::size_t size = offsetof(RulesetAttributes, network);
  if (abi >= 4) {
    attributes.network = kTcp;
    size = offsetof(RulesetAttributes, scope);
  }
  if (abi >= 6) {
    attributes.scope = kScope;
    size = sizeof attributes;
  }
  return static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
}

std::uint64_t rights_of(FileRule::Access access, std::size_t abi) {
  if (access == FileRule::Access::everything) return all_rights(abi);
  if (access == FileRule::Access::read_file) return LANDLOCK_ACCESS_FS_READ_FILE;
  return LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
}

// A file in memory (memfd_create(2)) is not in a mounted file system. Landlock needs no rule for
// it.
void add_rule(int ruleset, std::size_t abi, const FileRule& rule) {
  const int opened = rule.path == nullptr ? -1 : ::open(rule.path, O_PATH | O_CLOEXEC);
  landlock_path_beneath_attr attributes{};
  attributes.allowed_access = rights_of(rule.access, abi);
  attributes.parent_fd = rule.path == nullptr ? rule.file : opened;
  ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &attributes, 0);
  if (opened >= 0) ::close(opened);
}

}  // namespace

bool allow_only_files(std::span<const FileRule> rules) {
  const std::size_t abi = known_abi();
  const int ruleset = abi == 0 ? -1 : create_ruleset(abi);
  if (ruleset < 0) return false;
  for (const auto& rule : kLibraries) add_rule(ruleset, abi, rule);
  for (const auto& rule : rules) add_rule(ruleset, abi, rule);
  // Without CAP_SYS_ADMIN the next call needs no_new_privs.
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const bool done = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return done;
}

}  // namespace mydocker::sandbox

#include "runtime/sandbox/confinement.hpp"

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "mydocker/detail/note.hpp"
#include "runtime/sandbox/seccomp_filter.hpp"

namespace mydocker::sandbox {
namespace {

constexpr uid_t kUnprivilegedUser = 65534;

constexpr std::pair<Layer, int> kNamespaces[] = {{Layer::network_namespace, CLONE_NEWNET},
                                                 {Layer::mount_namespace, CLONE_NEWNS},
                                                 {Layer::ipc_namespace, CLONE_NEWIPC},
                                                 {Layer::uts_namespace, CLONE_NEWUTS},
                                                 {Layer::cgroup_namespace, CLONE_NEWCGROUP}};

// Enters all namespaces in one call. If the call fails, tries each namespace, to find out which are
// refused.
Layers enter_namespaces() {
  int all = 0;
  for (const auto& [layer, flag] : kNamespaces) all |= flag;
  if (::unshare(all) == 0) return 0;
  Layers missing = 0;
  for (const auto& [layer, flag] : kNamespaces)
    if (::unshare(flag) != 0) missing |= bit(layer);
  return missing;
}

bool drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  return ::syscall(SYS_capset, &header, none.data()) == 0;
}

bool become_unprivileged() {
  bool done = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (::geteuid() == 0) {
    // The calls fail in a user namespace that does not map these ids (user_namespaces(7)).
    done = ::setgroups(0, nullptr) == 0 && done;
    done = ::setresgid(kUnprivilegedUser, kUnprivilegedUser, kUnprivilegedUser) == 0 && done;
    done = ::setresuid(kUnprivilegedUser, kUnprivilegedUser, kUnprivilegedUser) == 0 && done;
  }
  done = drop_capabilities() && done;
  return ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && done;
}

}  // namespace

Layers confine(const Confinement& confinement) {
  Layers missing = confinement.has_namespaces ? 0 : enter_namespaces();
  const FileRule driver{.file = confinement.driver};
  if (!allow_only_files({&driver, 1})) missing |= bit(Layer::landlock);
  if (!limit_resources(confinement.cpu_seconds)) missing |= bit(Layer::limits);
  ::umask(077);
  if (!become_unprivileged()) missing |= bit(Layer::unprivileged_user);
  // This call comes after the change of user, because that change resets the setting (prctl(2)).
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (!install_filter(FilterStage::loading)) missing |= bit(Layer::seccomp);
  return missing;
}

void confine_check(std::span<const FileRule> rules) {
  allow_only_files(rules);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  drop_capabilities();
}

bool allow_only_planning() { return install_filter(FilterStage::planning); }

namespace {

constexpr std::pair<Layer, const char*> kLayerNames[] = {
    {Layer::process_namespace, "process namespace"},
    {Layer::network_namespace, "network namespace"},
    {Layer::mount_namespace, "mount namespace"},
    {Layer::ipc_namespace, "IPC namespace"},
    {Layer::uts_namespace, "UTS namespace"},
    {Layer::cgroup_namespace, "cgroup namespace"},
    {Layer::landlock, "Landlock"},
    {Layer::limits, "resource limits"},
    {Layer::unprivileged_user, "unprivileged user"},
    {Layer::seccomp, "seccomp filter"},
};

}  // namespace

std::vector<std::string> names_of(Layers layers) {
  std::vector<std::string> names;
  for (const auto& [layer, name] : kLayerNames)
    if ((layers & bit(layer)) != 0) names.emplace_back(name);
  return names;
}

namespace {

// The struct landlock_ruleset_attr of Linux 6.12. The headers of Debian 12 have only its first
// field.
struct RulesetAttributes {
  std::uint64_t files = 0;
  std::uint64_t network = 0;  // exists since ABI 4
  std::uint64_t scope = 0;    // exists since ABI 6
};

// For each Landlock ABI version: the number of its rights for files. A right is one bit, and the
// rights are the lowest bits of a mask.
constexpr std::array kFileRights = {13, 14, 15, 15, 16};
constexpr std::uint64_t kTcp = 0x3;    // LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP
constexpr std::uint64_t kScope = 0x3;  // LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET and _SIGNAL

// The folders that ld.so(8) searches. On a system with merged /usr, some of these folders are the
// same.
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

std::uint64_t rights_of(FileRule::FileAccess access, std::size_t abi) {
  if (access == FileRule::FileAccess::everything) return all_rights(abi);
  if (access == FileRule::FileAccess::read_file) return LANDLOCK_ACCESS_FS_READ_FILE;
  return LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
}

// Adds a rule. A file in memory (memfd_create(2)) needs no rule, because it is not in a mounted
// file system.
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
  // landlock_restrict_self(2) needs no_new_privs, because the process has no CAP_SYS_ADMIN.
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const bool done = ::syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return done;
}

namespace {

using LimitResource = __rlimit_resource_t;

bool lower(LimitResource resource, rlim_t limit) {
  rlimit current{};
  if (::getrlimit(resource, &current) != 0) return false;
  if (current.rlim_max < limit) limit = current.rlim_max;
  const rlimit wanted{limit, limit};
  return ::setrlimit(resource, &wanted) == 0;
}

// Limits the memory. A build with a sanitizer has no limit, because a sanitizer maps terabytes of
// shadow memory.
bool limit_memory() { return detail::build_flags() != 0 || lower(RLIMIT_DATA, kMaxData); }

}  // namespace

bool limit_handler() {
  bool done = lower(RLIMIT_CORE, 0);
  done = lower(RLIMIT_FSIZE, kMaxFileSize) && done;
  return limit_memory() && done;
}

bool limit_resources(rlim_t cpu_seconds) {
  bool done = limit_handler();
  done = lower(RLIMIT_CPU, cpu_seconds) && done;
  done = lower(RLIMIT_NPROC, 0) && done;
  done = lower(RLIMIT_NOFILE, kMaxOpenFiles) && done;
  done = lower(RLIMIT_STACK, kMaxStack) && done;
  done = lower(RLIMIT_MEMLOCK, 0) && done;
  done = lower(RLIMIT_MSGQUEUE, 0) && done;
  if (detail::build_flags() == 0) done = lower(RLIMIT_AS, kMaxAddressSpace) && done;
  return done;
}

}  // namespace mydocker::sandbox

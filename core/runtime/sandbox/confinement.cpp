#include "runtime/sandbox/confinement.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <utility>

#include "runtime/sandbox/file_access.hpp"
#include "runtime/sandbox/limits.hpp"
#include "runtime/sandbox/seccomp_filter.hpp"

namespace mydocker::sandbox {
namespace {

constexpr uid_t kUnprivilegedUser = 65534;

constexpr std::pair<Layer, int> kNamespaces[] = {{Layer::network_namespace, CLONE_NEWNET},
                                                 {Layer::mount_namespace, CLONE_NEWNS},
                                                 {Layer::ipc_namespace, CLONE_NEWIPC},
                                                 {Layer::uts_namespace, CLONE_NEWUTS},
                                                 {Layer::cgroup_namespace, CLONE_NEWCGROUP}};

// Enters all namespaces in one call. If that fails, tries each one, to find out which are refused.
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
    // In a user namespace that does not map these ids the calls fail (user_namespaces(7)).
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
  // After the change of user, which resets this setting (prctl(2)).
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

}  // namespace mydocker::sandbox

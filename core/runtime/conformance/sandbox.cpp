#include "runtime/conformance/sandbox.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <tuple>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/conformance/child.hpp"

namespace mydocker::conformance {
namespace {

constexpr const char* kOwnNetns = "/proc/thread-self/ns/net";

Error failed(const std::string& what) { return base::errno_error(what, errno); }

// Makes a folder read-only. With the flag AT_RECURSIVE, all mounts below the folder become
// read-only too.
Result<void> make_read_only(const char* folder, unsigned flags) {
  mount_attr input{};
  input.attr_set = MOUNT_ATTR_RDONLY;
  if (::mount_setattr(AT_FDCWD, folder, flags, &input, sizeof input) == 0) return {};
  return failed(std::string("make ") + folder + " read-only");
}

Result<void> mount_tmpfs(const char* folder, const char* options) {
  if (::mount("tmpfs", folder, "tmpfs", 0, options) == 0) return {};
  return failed(std::string("mount a private ") + folder);
}

// Mounts /proc and /sys for the new namespaces. Only the network settings in them stay writable.
Result<void> mount_kernel_files() {
  for (const auto& [type, folder, network] :
       {std::tuple("proc", "/proc", "/proc/sys/net"),
        std::tuple("sysfs", "/sys", "/sys/devices/virtual/net")}) {
    if (::mount(type, folder, type, 0, nullptr) != 0) return failed(std::string("mount ") + folder);
    if (::mount(network, network, nullptr, MS_BIND, nullptr) != 0) return failed(network);
    MYDOCKER_CHECK(make_read_only(folder, 0));
  }
  return {};
}

// Switches forwarding off, because the checks expect a host that does not forward. A new network
// namespace copies the IPv4 settings of the host's first namespace
// (net.core.devconf_inherit_init_net).
Result<void> stop_forwarding() {
  std::ofstream file("/proc/sys/net/ipv4/ip_forward");
  file << "0\n" << std::flush;
  if (!file) return failed("write net.ipv4.ip_forward");
  return {};
}

Result<void> write_program(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream stream(file, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) return failed("write " + file.native());
  if (::chmod(file.c_str(), 0755) != 0) return failed(file.native());
  return {};
}

}  // namespace

Result<void> enter_sandbox() {
  if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) return failed("create private namespaces");
  MYDOCKER_CHECK(stop_forwarding());
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return failed("make the mounts private");
  MYDOCKER_CHECK(make_read_only("/", AT_RECURSIVE));
  MYDOCKER_CHECK(mount_tmpfs("/run", "mode=755"));
  for (const char* folder : {"/tmp", "/dev/shm"})
    if (::access(folder, F_OK) == 0) MYDOCKER_CHECK(mount_tmpfs(folder, "mode=1777"));
  MYDOCKER_CHECK(mount_kernel_files());
  ::umask(0022);
  for (const char* folder : {kNetnsFolder, "/run/kit", kDriverFolder})
    if (::mkdir(folder, 0755) != 0) return failed(folder);
  // Mode 0711, because the user of a service must be able to enter this folder.
  if (::mkdir(kStateFolder, 0711) != 0) return failed(kStateFolder);
  if (::mkdir(kRunFolder, 0711) != 0) return failed(kRunFolder);
  return {};
}

Result<std::string> in_sandbox(std::chrono::milliseconds deadline,
                               const std::function<Result<std::string>()>& work) {
  // unshare(CLONE_NEWPID) has an effect only for later children (pid_namespaces(7)). So two
  // children are needed. The first child is process 1 of the new namespace, and only waits for the
  // second one.
  return in_child(deadline, [&]() -> Result<std::string> {
    if (::unshare(CLONE_NEWPID) != 0) return failed("create a private PID namespace");
    return in_child(deadline, [&] {
      return in_child(deadline, [&]() -> Result<std::string> {
        MYDOCKER_CHECK(enter_sandbox());
        return work();
      });
    });
  });
}

Result<std::filesystem::path> put_driver(const std::filesystem::path& folder,
                                         const std::string& name, const std::string& bytes) {
  std::filesystem::path file = folder / (name + ".so");
  MYDOCKER_CHECK(write_program(file, bytes));
  return file;
}

Result<void> put_host(const std::string& bytes) { return write_program(kHostFile, bytes); }

Result<void> name_own_netns(const std::string& name) {
  const std::string file = std::string(kNetnsFolder) + "/" + name;
  const base::UniqueFd mark(::open(file.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  if (!mark || ::mount(kOwnNetns, file.c_str(), "none", MS_BIND, nullptr) != 0) return failed(file);
  return {};
}

Result<void> add_netns(const std::string& name) {
  const base::UniqueFd home(::open(kOwnNetns, O_RDONLY | O_CLOEXEC));
  if (!home) return failed(kOwnNetns);
  if (::unshare(CLONE_NEWNET) != 0) return failed("create a network namespace");
  auto named = stop_forwarding();
  if (named) named = name_own_netns(name);
  if (::setns(home.get(), CLONE_NEWNET) != 0) return failed("return from a network namespace");
  return named;
}

Result<void> delete_netns(const std::string& name) {
  const std::string file = std::string(kNetnsFolder) + "/" + name;
  if (::umount2(file.c_str(), MNT_DETACH) != 0 || ::unlink(file.c_str()) != 0) return failed(file);
  return {};
}

}  // namespace mydocker::conformance

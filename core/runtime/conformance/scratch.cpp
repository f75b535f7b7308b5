#include "runtime/conformance/scratch.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "runtime/base/errno_text.hpp"
#include "runtime/base/unique_fd.hpp"

namespace mydocker::conformance {
namespace {

constexpr const char* kOwnNetns = "/proc/thread-self/ns/net";

Error failed(const std::string& what) { return base::errno_error(what, errno); }

}  // namespace

Result<void> enter_scratch() {
  if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) return failed("make private namespaces");
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return failed("make the mounts private");
  if (::mount("tmpfs", "/run", "tmpfs", 0, "mode=755") != 0) return failed("mount a private /run");
  // /sys shows the links of the namespace that it was mounted in.
  (void)::mount("sysfs", "/sys", "sysfs", 0, nullptr);
  ::umask(0022);
  for (const char* folder : {kNetnsFolder, "/run/kit", kDriverFolder})
    if (::mkdir(folder, 0755) != 0) return failed(folder);
  if (::mkdir(kStateFolder, 0700) != 0) return failed(kStateFolder);
  return {};
}

Result<std::filesystem::path> put_driver(const std::filesystem::path& folder,
                                         const std::string& name, const std::string& bytes) {
  std::filesystem::path file = folder / (name + ".so");
  std::ofstream stream(file, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) return failed("write " + file.native());
  if (::chmod(file.c_str(), 0755) != 0) return failed(file.native());
  return file;
}

Result<void> name_own_netns(const std::string& name) {
  const std::string file = std::string(kNetnsFolder) + "/" + name;
  const base::UniqueFd mark(::open(file.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  if (!mark || ::mount(kOwnNetns, file.c_str(), "none", MS_BIND, nullptr) != 0) return failed(file);
  return {};
}

Result<void> add_netns(const std::string& name) {
  const base::UniqueFd home(::open(kOwnNetns, O_RDONLY | O_CLOEXEC));
  if (!home) return failed(kOwnNetns);
  if (::unshare(CLONE_NEWNET) != 0) return failed("make a network namespace");
  const auto named = name_own_netns(name);
  if (::setns(home.get(), CLONE_NEWNET) != 0) return failed("return from a network namespace");
  return named;
}

Result<void> delete_netns(const std::string& name) {
  const std::string file = std::string(kNetnsFolder) + "/" + name;
  if (::umount2(file.c_str(), MNT_DETACH) != 0 || ::unlink(file.c_str()) != 0) return failed(file);
  return {};
}

}  // namespace mydocker::conformance

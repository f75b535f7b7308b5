// A hostile driver: all attempts fail while it is loaded and while it plans.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "bad_drivers/bad_drivers.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/note_reader.hpp"

namespace mydocker::drivers {
namespace {

constexpr std::string_view kTarget = "ATTEMPT WHILE LOADED:";
constexpr const char* kStopHint =
    "a driver that plans may use memory only, and no other system resource; report this to its "
    "author";

// The expected result of an attempt: the blocked system call, or the error.
struct Expectation {
  std::string name;
  std::string loading;
  std::string planning;
};

Expectation stopped_at(const std::string& name, const std::string& call) {
  const std::string stop = "called " + call + "(2)";
  return {name, stop, stop};
}

Expectation refused(const std::string& name, const std::string& reason) {
  return {name, "refused: " + reason, "refused: " + reason};
}

// The dynamic loader opens files, so openat(2) is allowed during loading. Landlock refuses the
// file.
Expectation unreadable(const std::string& name) {
  return {name, "refused: Permission denied", "called openat(2)"};
}

const Expectation kExpectations[] = {
    unreadable("shadow"),
    unreadable("root-file"),
    unreadable("public-file"),
    unreadable("init-environ"),
    unreadable("own-environ"),
    unreadable("kernel-log"),
    unreadable("list-files"),
    refused("environment", "No data available"),
    stopped_at("path-descriptor", "openat"),
    stopped_at("write-tmp", "openat"),
    stopped_at("write-shm", "openat"),
    stopped_at("write-setting", "openat"),
    stopped_at("delete", "unlink"),
    stopped_at("folder", "mkdir"),
    stopped_at("mode", "chmod"),
    stopped_at("link", "symlink"),
    stopped_at("tcp", "socket"),
    stopped_at("udp", "socket"),
    stopped_at("udp6", "socket"),
    stopped_at("raw", "socket"),
    stopped_at("packet", "socket"),
    stopped_at("netlink", "socket"),
    stopped_at("unix", "socket"),
    stopped_at("send", "sendto"),
    stopped_at("shm", "shmget"),
    stopped_at("memfd", "memfd_create"),
    stopped_at("shared-map", "mmap"),
    stopped_at("queue", "mq_open"),
    refused("terminal", "Inappropriate ioctl for device"),
    stopped_at("fork", "clone"),
    stopped_at("vfork", "vfork"),
    stopped_at("clone3", "clone3"),
    stopped_at("daemon", "clone"),
    stopped_at("fork-bomb", "clone"),
    stopped_at("thread", "rt_sigaction"),
    stopped_at("exec", "execve"),
    stopped_at("unshare", "unshare"),
    stopped_at("setns", "setns"),
    stopped_at("mount", "mount"),
    stopped_at("chroot", "chroot"),
    stopped_at("ptrace", "ptrace"),
    stopped_at("peek", "process_vm_readv"),
    stopped_at("kill", "kill"),
    stopped_at("kill-all", "kill"),
    stopped_at("become-root", "setuid"),
    stopped_at("signals", "rt_sigaction"),
    refused("memory", "Cannot allocate memory"),
    refused("addresses", "Cannot allocate memory"),
    stopped_at("code", "mmap"),
    stopped_at("bpf", "bpf"),
    stopped_at("io-uring", "io_uring_setup"),
    stopped_at("keyring", "keyctl"),
};

// A copy of the driver that makes the attempt during loading.
fs::path copy_that_attempts(const std::string& name) {
  std::ifstream from(kFolder / "evil.so", std::ios::binary);
  std::string bytes(fs::file_size(kFolder / "evil.so"), '\0');
  from.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const auto at = bytes.find(kTarget);
  if (at != std::string::npos) bytes.replace(at + kTarget.size(), name.size(), name);
  const fs::path folder = "/run/evil-" + name;
  fs::create_directories(folder);
  std::ofstream(folder / "evil.so", std::ios::binary) << bytes;
  return folder;
}

class EvilDriver : public BadDrivers {
 protected:
  void SetUp() override {
    if (this_host().sanitizers != 0) GTEST_SKIP() << "a sanitizer needs what a driver may not";
    ::setenv("MYDOCKER_TEST_SECRET", "token", 1);
    fs::create_directory("/run/root-only");
    fs::permissions("/run/root-only", fs::perms::owner_all);
    std::ofstream("/run/root-only/secret") << "secret";
    fs::create_directory("/run/shared");
    fs::permissions("/run/shared", fs::perms::all | fs::perms::sticky_bit);
    std::ofstream("/run/shared/victim") << "victim";
  }
  void TearDown() override {
    fs::remove_all("/run/root-only");
    fs::remove_all("/run/shared");
  }

  static std::string from_folder(const fs::path& folder, const std::string& network,
                                 const std::string& endpoint, LoadSettings load_settings) {
    SearchSettings search = settings();
    search.from_options = {folder};
    const auto candidate = find_driver(search, "evil");
    if (!candidate) return candidate.error().message();
    auto driver = load(*candidate, load_settings);
    if (!driver) return driver.error().message();
    NetworkView view;
    view.name = network;
    EndpointView container;
    container.container = endpoint;
    const auto plan = endpoint.empty() ? driver->plan_network(view, {})
                                       : driver->plan_endpoint(view, container, {});
    if (plan) return "could plan";
    const bool stopped = plan.error().message().find("was stopped") != std::string::npos;
    EXPECT_EQ(plan.error().hints(),
              stopped ? std::vector<std::string>{kStopHint} : plan.error().hints());
    return plan.error().message();
  }

  static void expect_outcome(const std::string& outcome, const std::string& expected,
                             const fs::path& folder, const char* phase) {
    if (expected.starts_with("called "))
      EXPECT_EQ(outcome, "driver \"evil\" (" + (folder / "evil.so").native() +
                             ") was stopped: it " + expected + " while it " + phase);
    else
      EXPECT_EQ(outcome, expected);
  }

  static std::string children() {
    std::ifstream file("/proc/thread-self/children");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
};

TEST_F(EvilDriver, IsRefusedEverythingWhileItIsLoaded) {
  for (const auto& expected : kExpectations) {
    SCOPED_TRACE(expected.name);
    const auto folder = copy_that_attempts(expected.name);
    expect_outcome(from_folder(folder, "web", "", {kDeadline}), expected.loading, folder,
                   "was loaded");
    EXPECT_EQ(children(), "");
    fs::remove_all(folder);
  }
}

TEST_F(EvilDriver, IsRefusedEverythingWhileItPlans) {
  for (const auto& expected : kExpectations) {
    SCOPED_TRACE(expected.name);
    expect_outcome(from_folder(kFolder, expected.name, "", {kDeadline}), expected.planning, kFolder,
                   "planned");
    expect_outcome(from_folder(kFolder, "web", expected.name, {kDeadline}), expected.planning,
                   kFolder, "planned");
    EXPECT_EQ(children(), "");
  }
}

TEST_F(EvilDriver, IsEndedAtTheDeadline) {
  const std::string late = " did not reply within 100 ms";
  const std::chrono::milliseconds deadline{100};
  const auto folder = copy_that_attempts("spin");
  EXPECT_EQ(from_folder(folder, "web", "", {deadline}),
            "driver \"evil\" (" + (folder / "evil.so").native() + ")" + late);
  EXPECT_EQ(from_folder(kFolder, "spin", "", {deadline}), label("evil") + late);
  EXPECT_EQ(children(), "");
}

// `driver doctor` redirects standard output to a file.
TEST_F(EvilDriver, CannotFillADisk) {
  const base::UniqueFd heard(::memfd_create("heard", MFD_CLOEXEC));
  LoadSettings listening{kDeadline};
  listening.driver_stdout = heard.get();
  EXPECT_EQ(from_folder(kFolder, "fill-stdout", "", listening), "refused: File too large");
}

TEST_F(EvilDriver, LeavesNothing) {
  for (const char* attempt : {"write-tmp", "write-shm", "folder", "link", "mode", "delete"})
    (void)from_folder(copy_that_attempts(attempt), "web", "", {kDeadline});
  for (const char* path :
       {"/run/shared/evil", "/dev/shm/evil", "/run/shared/evil-folder", "/run/shared/evil-link"})
    EXPECT_FALSE(fs::exists(path)) << path;
  EXPECT_EQ(fs::status("/run/shared/victim").permissions() & fs::perms::others_write,
            fs::perms::none);
}

}  // namespace
}  // namespace mydocker::drivers

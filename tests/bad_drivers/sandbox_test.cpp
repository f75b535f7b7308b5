// The sandbox, layer by layer. Some tests look at it from outside while a driver runs. Others
// simulate kernels without some of its features.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <thread>

#include "bad_drivers/bad_drivers.hpp"
#include "mydocker/documents.hpp"
#include "runtime/base/unique_fd.hpp"
#include "runtime/drivers/driver_process.hpp"
#include "runtime/drivers/host_program.hpp"
#include "runtime/drivers/note_reader.hpp"
#include "runtime/drivers/probe.hpp"

namespace mydocker::drivers {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// The value of `name` in a file of proc(5), with its spaces.
std::string field(const std::string& text, const std::string& name) {
  const auto at = text.find(name);
  if (at == std::string::npos) return "none";
  return text.substr(at + name.size(), text.find('\n', at) - at - name.size());
}

// A loaded driver that waits for a request. `folder` is its folder in /proc.
class LoadedDriver {
 public:
  explicit LoadedDriver(DriverProcess process) : process_(std::move(process)) {
    std::string child;
    std::istringstream(text_of("/proc/thread-self/children")) >> child;
    folder_ = "/proc/" + child;
  }
  // Waits until both filters are active. Returns false if they do not become active.
  [[nodiscard]] bool wait() const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (field(text_of(folder_ + "/status"), "Seccomp_filters:") != "\t2") {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  DriverProcess process_;
  std::string folder_;
};

class Sandbox : public BadDrivers {
 protected:
  void SetUp() override {
    if (this_host().sanitizers != 0) GTEST_SKIP() << "a sanitizer needs what a driver may not";
  }
  static DriverFile file(const std::string& name) { return {name, file_of(name)}; }
  static LoadedDriver loaded() {
    auto process = DriverProcess::start(file("good"), {kDeadline}, {});
    EXPECT_TRUE(process.ok()) << process.error().message();
    return LoadedDriver(std::move(process).value());
  }
};

TEST_F(Sandbox, HasNamespacesOfItsOwn) {
  const auto driver = loaded();
  ASSERT_TRUE(driver.wait());
  for (const char* kind : {"net", "pid", "mnt", "ipc", "uts", "cgroup"})
    EXPECT_NE(fs::read_symlink(driver.folder() + "/ns/" + kind),
              fs::read_symlink(std::string("/proc/self/ns/") + kind))
        << kind;
  const auto numbers = field(text_of(driver.folder() + "/status"), "NSpid:");
  EXPECT_TRUE(numbers.ends_with("\t1")) << numbers;
}

TEST_F(Sandbox, HasNoRights) {
  const auto driver = loaded();
  ASSERT_TRUE(driver.wait());
  const auto status = text_of(driver.folder() + "/status");
  for (const char* kind : {"CapInh:", "CapPrm:", "CapEff:", "CapAmb:"})
    EXPECT_EQ(field(status, kind), "\t0000000000000000") << kind;
  EXPECT_EQ(field(status, "Uid:"), "\t65534\t65534\t65534\t65534");
  EXPECT_EQ(field(status, "Gid:"), "\t65534\t65534\t65534\t65534");
  EXPECT_EQ(field(status, "Groups:"), "\t ");
  EXPECT_EQ(field(status, "NoNewPrivs:"), "\t1");
  EXPECT_EQ(field(status, "Seccomp:"), "\t2");
  // The files in /proc of a process that is not dumpable belong to root (proc(5)).
  struct stat owner {};
  ASSERT_EQ(::stat((driver.folder() + "/environ").c_str(), &owner), 0);
  EXPECT_EQ(owner.st_uid, 0U);
}

TEST_F(Sandbox, InheritsNothing) {
  const auto driver = loaded();
  ASSERT_TRUE(driver.wait());
  EXPECT_EQ(text_of(driver.folder() + "/environ"), "");
  EXPECT_EQ(fs::read_symlink(driver.folder() + "/cwd"), "/");
  std::set<std::string> descriptors;
  for (const auto& entry : fs::directory_iterator(driver.folder() + "/fd"))
    descriptors.insert(entry.path().filename());
  EXPECT_EQ(descriptors, (std::set<std::string>{"0", "1", "2", "3"}));
  for (const char* stream : {"0", "1", "2"})
    EXPECT_EQ(fs::read_symlink(driver.folder() + "/fd/" + stream), "/dev/null");
  EXPECT_EQ(field(text_of(driver.folder() + "/status"), "Umask:"), "\t0077");
}

TEST_F(Sandbox, HasLimits) {
  const auto driver = loaded();
  ASSERT_TRUE(driver.wait());
  const auto limits = text_of(driver.folder() + "/limits");
  const auto limit = [&limits](const std::string& name) {
    std::string number;
    std::istringstream(field(limits, name)) >> number;
    return number;
  };
  EXPECT_EQ(limit("Max cpu time"), "2");  // the deadline plus one second
  EXPECT_EQ(limit("Max file size"), "16777216");
  EXPECT_EQ(limit("Max data size"), "536870912");
  EXPECT_EQ(limit("Max address space"), "4294967296");
  EXPECT_EQ(limit("Max core file size"), "0");
  EXPECT_EQ(limit("Max processes"), "0");
  EXPECT_EQ(limit("Max open files"), "64");
  EXPECT_EQ(limit("Max locked memory"), "0");
  EXPECT_EQ(limit("Max msgqueue size"), "0");
}

TEST_F(Sandbox, IsLeftWithNothingBehind) {
  std::string folder;
  {
    const auto driver = loaded();
    folder = driver.folder();
    ASSERT_TRUE(driver.wait());
  }
  EXPECT_FALSE(fs::exists(folder));
}

// A process that sends a request to a driver that never replies.
pid_t process_that_waits(const std::string& file) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  auto process = DriverProcess::start({"sleeps", file}, {std::chrono::seconds(60)}, {});
  if (process) (void)process->call({Frame::Kind::call, documents::encode(documents::Request())});
  ::_exit(0);
}

// The first child of `parent`, once it is in pause(2). Returns 0 if it is not there in time.
pid_t sleeping_child_of(pid_t parent) {
  const std::string number = std::to_string(parent);
  const std::string in_pause = std::to_string(SYS_pause) + " ";
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (std::chrono::steady_clock::now() < end) {
    std::string child;
    std::istringstream(text_of("/proc/" + number + "/task/" + number + "/children")) >> child;
    if (!child.empty() && text_of("/proc/" + child + "/syscall").starts_with(in_pause))
      return std::stoi(child);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return 0;
}

// Returns true if the process exits. Otherwise kills it and returns false.
bool ends_by_itself(pid_t pid) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < end) {
    if (::waitpid(pid, nullptr, WNOHANG) == pid) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  return false;
}

TEST_F(Sandbox, EndsWithTheCommandThatIsKilled) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
  const pid_t command = process_that_waits(file_of("sleeps"));
  const pid_t driver = sleeping_child_of(command);
  ::kill(command, SIGKILL);
  ::waitpid(command, nullptr, 0);
  ASSERT_GT(driver, 0);
  EXPECT_TRUE(ends_by_itself(driver));
}

TEST_F(Sandbox, LoadsAFileThatOnlyRootCanRead) {
  const fs::path folder = "/run/private";
  fs::create_directories(folder);
  fs::copy_file(file_of("good"), folder / "good.so", fs::copy_options::overwrite_existing);
  ASSERT_EQ(::chmod((folder / "good.so").c_str(), 0600), 0);
  ASSERT_EQ(::chmod(folder.c_str(), 0700), 0);
  const auto probed = probe_entry({"good", folder / "good.so"}, {kDeadline});
  EXPECT_TRUE(probed.ok()) << probed.error().message();
}

TEST_F(Sandbox, IsNotForHandlersWhoseSurroundingsAreFixed) {
  ::setenv("MYDOCKER_TEST_SECRET", "token", 1);
  ::umask(0);
  const base::UniqueFd kept(::open("/dev/null", O_RDONLY));  // inherited on exec
  auto driver = opened("reports");
  ASSERT_TRUE(driver.ok());
  const base::UniqueFd netns(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
  HandlerContext context{.host_netns = netns.get(), .container_netns = netns.get()};
  const auto created = driver->create({}, context);
  ::umask(022);
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().message(),
            "environment: PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"
            "descriptors: 0 1 2 3 5 6 \n"
            "folder: /\n"
            "umask: 18\n"  // 022
            "user: 0\n"
            "data: 536870912\n"
            "file: 16777216\n"
            "core: 0");
}

// --- kernels that refuse a feature

// The result of `work` in a child process, which can change its own state.
std::string in_child(const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return "no pipe";
  const base::UniqueFd reading(ends[0]);
  base::UniqueFd writing(ends[1]);
  const pid_t pid = ::fork();
  if (pid == 0) {
    const std::string text = work();
    [[maybe_unused]] const auto sent = ::write(writing.get(), text.data(), text.size());
    ::_exit(0);
  }
  writing.reset();
  std::string text(65536, '\0');
  const ssize_t size = ::read(reading.get(), text.data(), text.size());
  ::waitpid(pid, nullptr, 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text;
}

// The notices and the result of probing the good driver.
std::string probed(const std::string& file, const fs::path& host) {
  std::string notices;
  LoadSettings settings{std::chrono::seconds(20)};
  settings.host_program = host;
  settings.notice = [&notices](const std::string& text) { notices += text; };
  auto process = DriverProcess::start({"good", file}, settings, {});
  if (!process) return process.error().message();
  const auto reply = process->call({Frame::Kind::entry, {}});
  return reply ? "loaded; " + notices : reply.error().message();
}

// The capabilities of the good driver's process after loading.
std::string capabilities(const std::string& file, const fs::path& host) {
  LoadSettings settings{std::chrono::seconds(20)};
  settings.host_program = host;
  auto process = DriverProcess::start({"good", file}, settings, {});
  if (!process) return process.error().message();
  if (const auto reply = process->call({Frame::Kind::entry, {}}); !reply)
    return reply.error().message();
  std::string child;
  std::istringstream(text_of("/proc/thread-self/children")) >> child;
  return field(text_of("/proc/" + child + "/status"), "CapEff:");
}

// Enters a user namespace with one user, in which network namespaces cannot be created.
bool forbid_network_namespaces() {
  if (::unshare(CLONE_NEWUSER) != 0) return false;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << "0 0 1";
  std::ofstream("/proc/self/gid_map") << "0 0 1";
  std::ofstream limit("/proc/sys/user/max_net_namespaces");
  limit << "0" << std::flush;
  return static_cast<bool>(limit);
}

// Simulates a kernel without these two system calls.
bool forget_calls(int first, int second) {
  const sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<__u32>(first), 2, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<__u32>(second), 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
  };
  const sock_fprog whole{std::size(program), const_cast<sock_filter*>(program)};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) == 0;
}

TEST_F(Sandbox, SaysWhichNamespaceTheKernelRefuses) {
  const auto host = host_program();
  const auto told = in_child([&] {
    return forbid_network_namespaces() ? probed(file_of("good"), host) : "no user namespace";
  });
  EXPECT_EQ(told, "loaded; " + label("good") +
                      " runs with less protection, because this kernel refuses: network namespace, "
                      "unprivileged user");
}

// The process stays root if there is no other user, but it loses all capabilities.
TEST_F(Sandbox, TakesTheCapabilitiesWhereThereIsNoOtherUser) {
  const auto host = host_program();
  const auto told = in_child([&] {
    return forbid_network_namespaces() ? capabilities(file_of("good"), host) : "no user namespace";
  });
  EXPECT_EQ(told, "\t0000000000000000");
}

TEST_F(Sandbox, SaysThatTheKernelIsTooOld) {
  const auto host = host_program();
  const auto told = in_child([&] {
    return forget_calls(SYS_landlock_create_ruleset, SYS_seccomp) ? probed(file_of("good"), host)
                                                                  : "no filter";
  });
  EXPECT_EQ(told, "loaded; " + label("good") +
                      " runs with less protection, because this kernel refuses: Landlock, seccomp "
                      "filter");
}

// A driver author without root: the namespaces are created together with a user namespace.
TEST_F(Sandbox, IsThereForOtherUsersToo) {
  // Copies, because other users may have no access to the build tree.
  const std::filesystem::path host = "/run/driver-host";
  const std::filesystem::path driver = "/run/good.so";
  std::filesystem::copy_file(host_program(), host);
  std::filesystem::copy_file(file_of("good"), driver);
  const auto told = in_child([&] {
    if (::setresgid(1000, 1000, 1000) != 0 || ::setresuid(1000, 1000, 1000) != 0)
      return std::string("no other user");
    return probed(driver, host);
  });
  EXPECT_EQ(told, "loaded; ");
}

TEST_F(Sandbox, NeedsItsProgram) {
  LoadSettings settings{kDeadline};
  settings.host_program = "/run/no-such-program";
  const auto process = DriverProcess::start(file("good"), settings, {});
  ASSERT_FALSE(process.ok());
  EXPECT_EQ(process.error().message(),
            label("good") + ": start /run/no-such-program: No such file or directory");
}

}  // namespace
}  // namespace mydocker::drivers

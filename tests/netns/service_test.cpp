// The process of a service: its surroundings, its end, and commands that die while they start it.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "runtime/base/service_paths.hpp"
#include "runtime/kernel/linux_kernel.hpp"
#include "runtime/kernel/service_directory.hpp"
#include "runtime/kernel/service_process.hpp"
#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace service_test {

using kernel::State;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

constexpr const char* kName = "s-0123456789ab";
const std::string kHome = base::service_home(base::kRunDirectory, kName);
const std::string kFiles = base::service_directory(base::kRunDirectory, kName);

std::string content_of(const std::string& path) {
  const std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// Writes the state of the process to the file "ready", and stays.
Service reporting_service(const std::string& user) {
  return {kName,
          {"/bin/sh", "-c",
           "{ umask; pwd; ulimit -n; ulimit -c; /usr/bin/env; /bin/cat /proc/self/status; "
           "/bin/ls -l /proc/$$/fd; /usr/bin/readlink /proc/self/ns/net; } > report; "
           "/bin/mv report ready; exec /bin/sleep 600"},
          {},
          user,
          "ready"};
}

Service endless(const std::string& script = "exec /bin/sleep 600") {
  return {kName, {"/bin/sh", "-c", script}, {}, "nobody", ""};
}

class ServiceTest : public FreshHost {
 protected:
  void SetUp() override {
    FreshHost::SetUp();
    fs::create_directories(base::kRunDirectory);
    fs::permissions(base::kRunDirectory, fs::perms::owner_all);
    host_ = std::make_unique<kernel::Netns>(kernel::Netns::current().value());
    kernel_ = kernel::open_linux_kernel(*host_, nullptr).value();
  }
  void TearDown() override { EXPECT_TRUE(kernel_->destroy(endless()).ok()); }

  void create(const Resource& resource) {
    const auto created = kernel_->create(resource);
    ASSERT_TRUE(created.ok()) << created.error().message();
  }
  std::string refusal(const Resource& resource) {
    const auto created = kernel_->create(resource);
    return created.ok() ? "" : created.error().message();
  }
  State state(const Resource& resource) { return kernel_->observe(resource).value().state; }
  static kernel::ServiceProcess process() {
    return kernel::parse_process(content_of(kHome + "/pid")).value_or(kernel::ServiceProcess{});
  }

  std::unique_ptr<kernel::Netns> host_;
  std::unique_ptr<kernel::Kernel> kernel_;
};

TEST_F(ServiceTest, HasTheDocumentedSurroundings) {
  ::setenv("LEAKED", "yes", 1);
  create(reporting_service("nobody"));
  const auto report = content_of(kFiles + "/ready");
  EXPECT_THAT(report, HasSubstr("0022\n" + kFiles + "\n1024\n0\n"));
  EXPECT_THAT(report, Not(HasSubstr("LEAKED")));
  EXPECT_THAT(report, Not(HasSubstr("HOME=")));
  EXPECT_THAT(report, HasSubstr("\nUid:\t65534\t65534\t65534\t65534\n"));
  EXPECT_THAT(report, HasSubstr("\nGroups:\t \n"));
  EXPECT_THAT(report, HasSubstr("\nCapEff:\t0000000000000400\n"));
  EXPECT_THAT(report, HasSubstr("\nCapAmb:\t0000000000000400\n"));
  EXPECT_THAT(report, HasSubstr("\nNoNewPrivs:\t1\n"));
  EXPECT_THAT(report, HasSubstr("\nSigIgn:\t0000000000000000\n"));
  EXPECT_THAT(report, HasSubstr("0 -> /dev/null"));
  EXPECT_THAT(report, HasSubstr("2 -> " + kHome + "/log"));
  EXPECT_THAT(report, Not(HasSubstr("socket:")));
  EXPECT_THAT(report, HasSubstr("net:[" + std::to_string(host_->inode()) + "]"));
  EXPECT_EQ(::getsid(process().pid), process().pid);
}

TEST_F(ServiceTest, OfRootKeepsItsPrivileges) {
  create(reporting_service("root"));
  const auto report = content_of(kFiles + "/ready");
  EXPECT_THAT(report, HasSubstr("\nUid:\t0\t0\t0\t0\n"));
  EXPECT_THAT(report, HasSubstr("\nCapEff:\t" + output_of("sed -n 's/^CapEff:\\t//p' "
                                                          "/proc/self/status")));
}

TEST_F(ServiceTest, OnlyItsUserReadsItsFilesAndOnlyRootItsRecord) {
  auto service = endless();
  service.files = {{"conf", "secret {directory}\n"}, {"hosts/a", "b\n"}};
  create(service);
  EXPECT_EQ(content_of(kFiles + "/conf"), "secret " + kFiles + "\n");
  EXPECT_EQ(output_of("stat -c '%a %u' " + kHome + " " + kHome + "/pid " + kFiles + " " + kFiles +
                      "/conf " + kFiles + "/hosts"),
            "711 0\n600 0\n700 65534\n640 0\n750 0\n");
  EXPECT_EQ(output_of("stat -c %a " + std::string(base::kRunDirectory)), "711\n");
}

TEST_F(ServiceTest, ThatDiesIsMissingAndCreatedAgainWithTheFilesOfOthers) {
  create(endless());
  const ServiceFile file{kName, "hosts/c1", "192.0.2.7 c1\n"};
  create(file);
  const auto first = process();
  ::kill(first.pid, SIGKILL);
  kernel::has_ended(kernel::open_process(first), 5000);
  EXPECT_EQ(state(endless()), State::absent);
  create(endless());
  EXPECT_EQ(state(endless()), State::matches);
  EXPECT_NE(process().pid, first.pid);
  EXPECT_EQ(state(file), State::matches);
}

TEST_F(ServiceTest, ThatEndsAtOnceIsAnErrorWithItsLastLine) {
  auto service = endless("echo first; echo 'no such option' >&2; exit 3");
  service.ready_file = "ready";
  EXPECT_EQ(refusal(service), "the process has ended: \"no such option\"");
  EXPECT_FALSE(fs::exists(kHome));
}

TEST_F(ServiceTest, ThatCannotRunIsAnErrorWithItsReason) {
  auto service = endless();
  service.argv = {"/bin/nothing"};
  EXPECT_EQ(refusal(service), "run \"/bin/nothing\": No such file or directory");
  service = endless();
  service.user = "unknown-user";
  EXPECT_EQ(refusal(service), "this host has no user \"unknown-user\"");
  fs::permissions("/run/mydocker", fs::perms::owner_all);
  EXPECT_EQ(refusal(endless()), "enter its directory: Permission denied");
  fs::permissions("/run/mydocker", fs::perms::owner_all | fs::perms::others_exec);
  EXPECT_FALSE(fs::exists(kHome));
}

TEST_F(ServiceTest, ThatIgnoresTheFirstSignalEndsWithAllThatItHasStarted) {
  create(endless("trap '' TERM; /bin/sleep 601 & /bin/sleep 602; /bin/sleep 603"));
  const auto group = process().pid;
  EXPECT_TRUE(kernel_->destroy(endless()).ok());
  EXPECT_EQ(shell("ps -o stat= --no-headers -s " + std::to_string(group) + " | grep -v Z").out, "");
  EXPECT_FALSE(fs::exists(kHome));
}

// The number of the recorded process belongs to another process now.
TEST_F(ServiceTest, AnotherProcessWithItsNumberIsLeftAlone) {
  create(endless());
  auto recorded = process();
  EXPECT_TRUE(kernel::stop_process(recorded).ok());
  recorded.pid = ::getpid();
  std::ofstream(kHome + "/pid") << kernel::text_of(recorded);
  EXPECT_EQ(state(endless()), State::absent);
  EXPECT_TRUE(kernel_->destroy(endless()).ok());
}

TEST_F(ServiceTest, OfAnEarlierBootDoesNotRun) {
  create(endless());
  const auto running = process();
  auto recorded = running;
  recorded.boot = "another-boot";
  EXPECT_FALSE(kernel::open_process(recorded));
  EXPECT_TRUE(kernel::open_process(running));
}

TEST_F(ServiceTest, CannotLeadTheCoreToFilesOutsideOfItsDirectory) {
  create(endless());
  std::ofstream("/run/outside") << "outside";
  fs::create_directory("/run/outside.d");
  fs::create_symlink("/run/outside", kFiles + "/link");
  fs::create_symlink("/run/outside.d", kFiles + "/folder");
  const ServiceFile link{kName, "link", "changed\n"};
  EXPECT_EQ(state(link), State::absent);
  EXPECT_TRUE(kernel_->update(link, "").ok());
  EXPECT_EQ(content_of("/run/outside"), "outside");
  EXPECT_FALSE(kernel_->create(ServiceFile{kName, "folder/a", "changed\n"}).ok());
  EXPECT_TRUE(fs::is_empty("/run/outside.d"));
  EXPECT_TRUE(kernel_->destroy(endless()).ok());
  EXPECT_EQ(content_of("/run/outside"), "outside");
  EXPECT_TRUE(fs::exists("/run/outside.d"));
}

// The record runs in a command that dies there. The new process has not run the program yet.
TEST_F(ServiceTest, IsNotRunIfTheCommandDiesBeforeItsRecordIsWritten) {
  const auto directory =
      kernel::ServiceDirectory::make(base::kRunDirectory, kName, {65534, 65534}).value();
  const auto log = directory.new_log().value();
  const pid_t command = ::fork();
  if (command == 0) {
    const kernel::ServiceStart start{
        {"/bin/sh", "-c", "echo ran; exec /bin/sleep 600"}, kFiles, {65534, 65534}, log.get()};
    (void)kernel::start_service(start, [](pid_t pid) -> Result<void> {
      std::ofstream("/run/started") << pid << std::flush;
      ::kill(::getpid(), SIGKILL);
      return {};
    });
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(command, &status, 0);
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  const auto started = content_of("/run/started");
  EXPECT_NE(started, "");
  EXPECT_EQ(shell("timeout 30 tail --pid=" + started + " -f /dev/null").code, 0);
  EXPECT_EQ(content_of(kHome + "/log"), "");
}

TEST_F(ServiceTest, IsNotRunIfItsRecordCannotBeWritten) {
  const auto directory =
      kernel::ServiceDirectory::make(base::kRunDirectory, kName, {65534, 65534}).value();
  const auto log = directory.new_log().value();
  const kernel::ServiceStart start{
      {"/bin/sh", "-c", "echo ran"}, kFiles, {65534, 65534}, log.get()};
  pid_t process = 0;
  const auto started = kernel::start_service(start, [&](pid_t pid) -> Result<void> {
    process = pid;
    return Error(ErrorKind::kernel, "the disk is full");
  });
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().message(), "the disk is full");
  EXPECT_EQ(shell("timeout 30 tail --pid=" + std::to_string(process) + " -f /dev/null").code, 0);
  EXPECT_EQ(content_of(kHome + "/log"), "");
}

TEST(ServiceProcess, ReadsOnlyItsOwnRecord) {
  const kernel::ServiceProcess process{4711, 123, "boot", "digest"};
  const auto read = kernel::parse_process(kernel::text_of(process));
  ASSERT_TRUE(read);
  EXPECT_EQ(kernel::text_of(*read), "4711 123 boot digest\n");
  for (const char* text :
       {"", "4711", "4711 123 boot", "1 123 boot digest", "x 1 boot digest", "-7 123 boot digest"})
    EXPECT_FALSE(kernel::parse_process(text)) << text;
}

TEST(ServiceProcess, HasAStartTimeWhileItRuns) {
  EXPECT_NE(kernel::start_time_of(::getpid()), 0U);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  siginfo_t ended{};
  ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  EXPECT_EQ(kernel::start_time_of(child), 0U) << "it has ended, and is a zombie";
  ::waitpid(child, nullptr, 0);
  EXPECT_EQ(kernel::start_time_of(child), 0U);
}

// systemd does not run here. A program in the place of busctl(1) writes what it is asked.
TEST_F(ServiceTest, GetsAScopeOfSystemd) {
  fs::create_directories("/run/systemd/system");
  std::ofstream("/run/busctl") << "#!/bin/sh\necho \"$*\" > /run/asked\n";
  fs::permissions("/run/busctl", fs::perms::owner_all);
  ASSERT_EQ(shell("mount --bind /run/busctl /usr/bin/busctl").code, 0);
  create(endless());
  const auto pid = std::to_string(process().pid);
  EXPECT_EQ(content_of("/run/asked"),
            "--quiet call org.freedesktop.systemd1 /org/freedesktop/systemd1 "
            "org.freedesktop.systemd1.Manager StartTransientUnit ssa(sv)a(sa(sv)) mydocker-" +
                std::string(kName) + "-" + pid + ".scope fail 2 Description s mydocker service " +
                kName + " PIDs au 1 " + pid + " 0\n");
  EXPECT_TRUE(kernel_->destroy(endless()).ok());

  std::ofstream("/run/busctl") << "#!/bin/sh\nexit 1\n";
  EXPECT_THAT(refusal(endless()), HasSubstr("systemd did not create mydocker-"));
  EXPECT_FALSE(fs::exists(kHome));
  EXPECT_EQ(shell("umount /usr/bin/busctl && rm -r /run/systemd").code, 0);
}

}  // namespace service_test
}  // namespace mydocker::testing

// The main function of tests that change kernel state.
//
// Each test runs in its own network and mount namespaces, with an empty /run/netns. They are
// removed with the test, so one process can run many tests. A suite that creates its host once
// calls keep_namespaces() in SetUpTestSuite(). Its tests then share the namespaces of the suite.
#include "support/netns_main.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "support/own_netns.hpp"

namespace mydocker::testing {
namespace {

bool mount_private_folders() {
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  if (mount("tmpfs", "/run", "tmpfs", 0, "mode=755") != 0) return false;
  if (mkdir("/run/netns", 0755) != 0) return false;
  // /sys shows the interfaces of the namespace in which it was mounted. Tools read /sys.
  return mount("sysfs", "/sys", "sysfs", 0, nullptr) == 0;
}

class NewNamespaces final : public ::testing::EmptyTestEventListener {
 public:
  void keep() { kept_ = true; }

 private:
  void OnTestSuiteStart(const ::testing::TestSuite& /*suite*/) override {
    kept_ = false;
    enter();
  }
  void OnTestStart(const ::testing::TestInfo& /*test*/) override {
    if (!kept_ && used_) enter();
    used_ = true;
  }

  // The mounts of the previous test are removed from the new mount namespace.
  void enter() {
    const bool again = entered_;
    entered_ = enter_own_netns(CLONE_NEWNS);
    if (again)
      for (const char* folder : {"/sys", "/run"}) (void)umount2(folder, MNT_DETACH);
    if (!entered_ || !mount_private_folders()) {
      std::perror("private namespaces (root is needed)");
      std::_Exit(EXIT_FAILURE);
    }
    used_ = false;
  }

  bool kept_ = false;     // the tests of this suite share its namespaces
  bool used_ = false;     // a test has run in the present namespaces
  bool entered_ = false;  // the present namespaces are not those of the machine
};

NewNamespaces* the_namespaces = nullptr;

}  // namespace

void keep_namespaces() { the_namespaces->keep(); }

}  // namespace mydocker::testing

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  ::umask(022);  // the folders that tests create
  // nohup(1) and some runners ignore signals. Programs that the tests start would inherit this.
  for (const int number : {SIGHUP, SIGINT, SIGTERM}) ::signal(number, SIG_DFL);
  mydocker::testing::the_namespaces = new mydocker::testing::NewNamespaces;
  ::testing::UnitTest::GetInstance()->listeners().Append(mydocker::testing::the_namespaces);
  return RUN_ALL_TESTS();
}

// The main function of tests that touch the kernel: everything they do happens in network and mount
// namespaces made here, with a /run/netns of their own, and is gone with the process.
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstring>

namespace {

bool enter_private_namespaces() {
  if (unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) return false;
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  if (mount("tmpfs", "/run", "tmpfs", 0, "mode=755") != 0) return false;
  if (mkdir("/run/netns", 0755) != 0) return false;
  // /sys shows the links of the namespace it was mounted in; tools read it.
  return mount("sysfs", "/sys", "sysfs", 0, nullptr) == 0;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  const bool listing = testing::GTEST_FLAG(list_tests);
  if (!listing && !enter_private_namespaces()) {
    std::perror("private namespaces (root is needed)");
    return 1;
  }
  return RUN_ALL_TESTS();
}

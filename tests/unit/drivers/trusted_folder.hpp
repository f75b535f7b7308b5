// A folder that only root can write, with all its parents: a tmpfs in a private mount namespace.
// Reason: a build directory can be anywhere, and all users can write to /tmp.
#pragma once

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace mydocker::drivers {

inline bool make_private_run() {
  return ::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0 &&
         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("tmpfs", "/run", "tmpfs", 0, "mode=755") == 0;
}

// A fixture that gives each test an empty `folder_`. Without root the tests are skipped.
class TrustedFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    static const bool kReady = make_private_run();
    if (!kReady) GTEST_SKIP() << "root is needed to make a folder that belongs to root alone";
    ::umask(022);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }

  static void write(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary) << content;
  }
  static void set_mode(const std::filesystem::path& path, unsigned mode) {
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
  }

  const std::filesystem::path folder_ = "/run/drivers_test";
};

}  // namespace mydocker::drivers

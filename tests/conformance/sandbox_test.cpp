// Changes in a scratch stay in the scratch.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include "runtime/base/unique_fd.hpp"
#include "runtime/conformance/child.hpp"
#include "runtime/conformance/sandbox.hpp"

namespace mydocker::testing {
namespace scratch_test {

using conformance::in_sandbox;

constexpr std::chrono::seconds kTimeLimit{60};

// The error of creating a file with that name in the scratch.
std::string error_of_making(const std::string& file) {
  const auto said = in_sandbox(kTimeLimit, [&]() -> Result<std::string> {
    const base::UniqueFd made(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    return made ? std::string("none") : std::string(::strerrorname_np(errno));
  });
  return said ? *said : said.error().message();
}

TEST(Scratch, HasAllFilesOfTheHostReadOnly) {
  for (const char* file : {"/var/lib/of-the-kit", "/etc/of-the-kit", "/root/of-the-kit",
                           "/proc/sys/kernel/hostname", "/sys/kernel/profiling"})
    EXPECT_EQ(error_of_making(file), "EROFS") << file;
}

TEST(Scratch, HasFoldersForPassingFilesThatAreItsOwn) {
  for (const char* file : {"/run/of-the-kit", "/tmp/of-the-kit", "/dev/shm/of-the-kit"}) {
    EXPECT_EQ(error_of_making(file), "none") << file;
    EXPECT_FALSE(std::filesystem::exists(file)) << file;
  }
}

TEST(Scratch, LetsTheSettingsOfItsNetworkBeWritten) {
  for (const char* file : {"/proc/sys/net/ipv4/ip_forward", "/sys/class/net/lo/tx_queue_len"})
    EXPECT_EQ(error_of_making(file), "none") << file;
}

TEST(Scratch, EndsWithAllThatWasStartedInIt) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  base::UniqueFd reading(ends[0]);
  base::UniqueFd writing(ends[1]);
  const auto seen = in_sandbox(kTimeLimit, []() -> Result<std::string> {
    if (::fork() == 0) {
      ::setsid();
      for (;;) ::pause();
    }
    return std::to_string(conformance::other_processes().size());
  });
  ASSERT_TRUE(seen.ok()) << seen.error().message();
  EXPECT_EQ(*seen, "1");
  writing.reset();
  char byte = 0;
  EXPECT_EQ(::read(reading.get(), &byte, 1), 0);  // end of file: no process has the other end open
}

}  // namespace scratch_test
}  // namespace mydocker::testing

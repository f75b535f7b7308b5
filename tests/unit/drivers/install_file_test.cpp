#include "runtime/drivers/install_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "runtime/base/unique_fd.hpp"
#include "unit/drivers/trusted_folder.hpp"

namespace mydocker::drivers {
namespace install_file_test {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

Result<void> fine(const fs::path& /*copy*/) { return {}; }

std::string content_of(const fs::path& file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

class InstallFile : public TrustedFolder {
 protected:
  // Without the lock file.
  std::size_t files_in_target_folder() const {
    return static_cast<std::size_t>(
        std::count_if(fs::directory_iterator(target_.parent_path()), {},
                      [&](const fs::directory_entry& file) { return file.path() != lock_; }));
  }

  const fs::path source_ = folder_ / "x.so";
  const fs::path target_ = folder_ / "lib" / "drivers" / "x.so";
  const fs::path lock_ = folder_ / "lib" / "drivers" / ".lock";
};

TEST_F(InstallFile, CopiesItForEverybodyToReadWhateverTheUmask) {
  write(source_, "new");
  set_mode(source_, 0600);
  const mode_t before = ::umask(0077);
  const auto done = install_file(source_, target_, fine);
  ::umask(before);
  ASSERT_TRUE(done.ok()) << done.error().message();
  EXPECT_EQ(content_of(target_), "new");
  for (const auto& path : {target_, target_.parent_path(), target_.parent_path().parent_path()}) {
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0755U) << path;
    EXPECT_EQ(status.st_uid + status.st_gid, 0U);
  }
  EXPECT_EQ(files_in_target_folder(), 1U);
}

// Two installations at once would replace each other's incomplete copy.
TEST_F(InstallFile, IsAloneInTheFolderWhileItCopies) {
  write(source_, "new");
  const auto try_lock = [&] {
    const base::UniqueFd file(::open(lock_.c_str(), O_RDWR | O_CLOEXEC));
    return ::flock(file.get(), LOCK_EX | LOCK_NB);
  };
  int meanwhile = 0;
  const auto look = [&](const fs::path& /*copy*/) {
    meanwhile = try_lock();
    return Result<void>();
  };
  ASSERT_TRUE(install_file(source_, target_, look).ok());
  EXPECT_EQ(meanwhile, -1);
  EXPECT_EQ(try_lock(), 0) << "afterwards it is free";
}

// Every user can open the folder, and so lock it.
TEST_F(InstallFile, DoesNotWaitForALockOfTheFolder) {
  write(source_, "new");
  fs::create_directories(target_.parent_path());
  const base::UniqueFd folder(::open(target_.parent_path().c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::flock(folder.get(), LOCK_EX), 0);
  ASSERT_TRUE(install_file(source_, target_, fine).ok());
  struct stat status {};
  ASSERT_EQ(::stat(lock_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(InstallFile, NeverWritesToAFileThatIsOpen) {
  fs::create_directories(target_.parent_path());
  write(target_, "old");
  const base::UniqueFd open(::open(target_.c_str(), O_RDONLY | O_CLOEXEC));
  write(source_, "new");
  ASSERT_TRUE(install_file(source_, target_, fine).ok());
  std::string seen(3, ' ');
  ASSERT_EQ(::pread(open.get(), seen.data(), 3, 0), 3);
  EXPECT_EQ(seen, "old");
  EXPECT_EQ(content_of(target_), "new");
}

TEST_F(InstallFile, AsksAboutTheCopyAndLeavesTheOldOneIfItIsRefused) {
  fs::create_directories(target_.parent_path());
  write(target_, "old");
  write(source_, "new");
  std::string asked;
  const auto refused = install_file(source_, target_, [&](const fs::path& copy) -> Result<void> {
    asked = content_of(copy);
    EXPECT_NE(copy.extension(), ".so");
    return Error(ErrorKind::driver, "no");
  });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(asked, "new");
  EXPECT_EQ(content_of(target_), "old");
  EXPECT_EQ(files_in_target_folder(), 1U);
}

TEST_F(InstallFile, TakesNoFolderThatOthersMayWrite) {
  fs::create_directories(target_.parent_path());
  set_mode(target_.parent_path(), 0777);
  write(source_, "new");
  const auto refused = install_file(source_, target_, fine);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message(), HasSubstr("writable by all users"));
  EXPECT_FALSE(fs::exists(target_));
}

TEST_F(InstallFile, ClearsAwayWhatAKilledOneHasLeft) {
  fs::create_directories(target_.parent_path());
  write(target_.native() + ".new", "half");
  write(source_, "new");
  ASSERT_TRUE(install_file(source_, target_, fine).ok());
  EXPECT_EQ(content_of(target_), "new");
  EXPECT_EQ(files_in_target_folder(), 1U);
}

TEST_F(InstallFile, SaysWhatCannotBeRead) {
  const auto refused = install_file(source_, target_, fine);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message(), HasSubstr("x.so: No such file or directory"));
}

TEST_F(InstallFile, UninstallsOnce) {
  write(source_, "new");
  ASSERT_TRUE(install_file(source_, target_, fine).ok());
  EXPECT_TRUE(uninstall_file(target_).ok());
  const auto again = uninstall_file(target_);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().kind(), ErrorKind::not_found);
}

}  // namespace install_file_test
}  // namespace mydocker::drivers

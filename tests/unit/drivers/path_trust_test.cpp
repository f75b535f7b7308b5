#include "runtime/drivers/path_trust.hpp"

#include <sys/stat.h>

#include "unit/drivers/trusted_folder.hpp"

namespace mydocker::drivers {
namespace path_trust_test {

namespace fs = std::filesystem;

class PathTrust : public TrustedFolder {
 protected:
  void SetUp() override {
    TrustedFolder::SetUp();
    if (IsSkipped()) return;
    fs::create_directories(folder_ / "lib" / "drivers");
    write(file_, "a file");
  }

  void expect_refusal(const fs::path& file, const std::string& message, const std::string& hint) {
    const auto checked_folder = trusted_file(file);
    ASSERT_FALSE(checked_folder.ok());
    EXPECT_EQ(checked_folder.error().message(), message);
    EXPECT_EQ(checked_folder.error().kind(), ErrorKind::permission);
    const auto& hints = checked_folder.error().hints();
    EXPECT_EQ(hints.empty() ? "" : hints.front(), hint);
  }

  const fs::path file_ = folder_ / "lib" / "drivers" / "x.so";
};

TEST_F(PathTrust, AcceptsWhatOnlyRootCanChange) {
  const auto checked_folder = trusted_file(file_);
  ASSERT_TRUE(checked_folder.ok()) << checked_folder.error().message();
  EXPECT_EQ(*checked_folder, file_);
}

TEST_F(PathTrust, NamesTheFolderThatTheGroupCanWrite) {
  set_mode(folder_ / "lib", 02775);
  expect_refusal(file_, "/run/drivers_test/lib is writable by group \"root\" (mode 2775)",
                 "chmod g-w /run/drivers_test/lib");
}

TEST_F(PathTrust, NamesTheFolderThatEverybodyCanWrite) {
  set_mode(folder_ / "lib" / "drivers", 0777);
  expect_refusal(file_, "/run/drivers_test/lib/drivers is writable by all users (mode 0777)",
                 "chmod go-w /run/drivers_test/lib/drivers");
}

TEST_F(PathTrust, TakesNoStickyFolderAndDoesNotAdviseToChangeIt) {
  set_mode(folder_ / "lib", 01777);
  expect_refusal(file_, "/run/drivers_test/lib is writable by all users (mode 1777)",
                 "move the driver to a folder that only root can write");
}

TEST_F(PathTrust, JudgesTheFileItself) {
  set_mode(file_, 0646);
  expect_refusal(file_, "/run/drivers_test/lib/drivers/x.so is writable by all users (mode 0646)",
                 "chmod go-w /run/drivers_test/lib/drivers/x.so");
}

TEST_F(PathTrust, RefusesAnotherOwner) {
  ASSERT_EQ(::chown((folder_ / "lib").c_str(), 4294900, 0), 0);
  expect_refusal(file_, "/run/drivers_test/lib belongs to uid 4294900, not to root (mode 0755)",
                 "chown root /run/drivers_test/lib");
}

TEST_F(PathTrust, RefusesASetIdFile) {
  set_mode(file_, 04755);
  expect_refusal(file_, "/run/drivers_test/lib/drivers/x.so has a set-id bit (mode 4755)",
                 "chmod ug-s /run/drivers_test/lib/drivers/x.so");
}

TEST_F(PathTrust, RefusesWhatIsNoRegularFile) {
  expect_refusal(folder_ / "lib", "/run/drivers_test/lib is not a regular file", "");
  ASSERT_EQ(::mkfifo((folder_ / "fifo.so").c_str(), 0644), 0);
  expect_refusal(folder_ / "fifo.so", "/run/drivers_test/fifo.so is not a regular file", "");
}

TEST_F(PathTrust, QuotesForTheShellWhatItAdvises) {
  fs::create_directories(folder_ / "it's here");
  write(folder_ / "it's here" / "x.so", "");
  set_mode(folder_ / "it's here", 0777);
  expect_refusal(folder_ / "it's here" / "x.so",
                 "/run/drivers_test/it's here is writable by all users (mode 0777)",
                 "chmod go-w '/run/drivers_test/it'\\''s here'");
}

TEST_F(PathTrust, FollowsLinksToTheirEnd) {
  fs::create_directory_symlink("lib", folder_ / "alias");
  fs::create_symlink("../alias/drivers/x.so", folder_ / "lib" / "y.so");
  const auto checked_folder = trusted_file(folder_ / "alias" / "y.so");
  ASSERT_TRUE(checked_folder.ok()) << checked_folder.error().message();
  EXPECT_EQ(*checked_folder, file_);
}

TEST_F(PathTrust, JudgesTheFoldersBehindALink) {
  fs::create_directories(folder_ / "open");
  write(folder_ / "open" / "x.so", "");
  set_mode(folder_ / "open", 0777);
  fs::create_symlink(folder_ / "open" / "x.so", folder_ / "lib" / "x.so");
  expect_refusal(folder_ / "lib" / "x.so",
                 "/run/drivers_test/open is writable by all users (mode 0777)",
                 "chmod go-w /run/drivers_test/open");
}

TEST_F(PathTrust, JudgesTheFoldersBeforeALink) {
  fs::create_directories(folder_ / "open");
  fs::create_symlink(file_, folder_ / "open" / "x.so");
  set_mode(folder_ / "open", 0777);
  expect_refusal(folder_ / "open" / "x.so",
                 "/run/drivers_test/open is writable by all users (mode 0777)",
                 "chmod go-w /run/drivers_test/open");
}

TEST_F(PathTrust, GoesUpFromTheRealFolderOfALink) {
  fs::create_directories(folder_ / "open");
  set_mode(folder_ / "open", 0777);
  fs::create_directory_symlink(folder_ / "lib" / "drivers", folder_ / "alias");
  write(folder_ / "lib" / "z.so", "");
  const auto checked_folder = trusted_file(folder_ / "alias" / ".." / "z.so");
  ASSERT_TRUE(checked_folder.ok()) << checked_folder.error().message();
  EXPECT_EQ(*checked_folder, folder_ / "lib" / "z.so");
}

TEST_F(PathTrust, EndsWithLinksThatLeadInACircle) {
  fs::create_symlink("b.so", folder_ / "a.so");
  fs::create_symlink("a.so", folder_ / "b.so");
  expect_refusal(folder_ / "a.so", "/run/drivers_test/a.so has more than 40 symbolic links", "");
}

TEST_F(PathTrust, SaysThatALinkLeadsNowhere) {
  fs::create_symlink("gone.so", folder_ / "a.so");
  const auto checked_folder = trusted_file(folder_ / "a.so");
  ASSERT_FALSE(checked_folder.ok());
  EXPECT_EQ(checked_folder.error().kind(), ErrorKind::not_found);
  EXPECT_EQ(checked_folder.error().message(),
            "/run/drivers_test/gone.so: No such file or directory");
}

TEST_F(PathTrust, OfManyFilesJudgesTheirFolderOnce) {
  write(folder_ / "lib" / "drivers" / "y.so", "another file");
  TrustedPaths trusted;
  ASSERT_TRUE(trusted.file(file_).ok());
  set_mode(folder_ / "lib" / "drivers", 0777);
  EXPECT_TRUE(trusted.file(folder_ / "lib" / "drivers" / "y.so").ok());
  EXPECT_FALSE(trusted_file(file_).ok());
}

TEST_F(PathTrust, OfManyFilesJudgesEachFile) {
  const auto other = folder_ / "lib" / "drivers" / "y.so";
  write(other, "another file");
  set_mode(other, 0666);
  TrustedPaths trusted;
  EXPECT_TRUE(trusted.file(file_).ok());
  EXPECT_FALSE(trusted.file(other).ok());
  set_mode(other, 0644);
  EXPECT_TRUE(trusted.file(other).ok());
}

TEST_F(PathTrust, OfManyFilesSaysTheSameOfABadFolder) {
  set_mode(folder_ / "lib" / "drivers", 0777);
  const auto alone = trusted_file(file_);
  ASSERT_FALSE(alone.ok());
  TrustedPaths trusted;
  for (int time = 0; time < 2; ++time) {
    const auto checked_folder = trusted.file(file_);
    ASSERT_FALSE(checked_folder.ok());
    EXPECT_EQ(checked_folder.error().message(), alone.error().message());
    EXPECT_EQ(checked_folder.error().hints(), alone.error().hints());
  }
}

}  // namespace path_trust_test
}  // namespace mydocker::drivers

#include "runtime/store/private_directory.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "scratch.hpp"

namespace mydocker::store {
namespace {

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

TEST(PrivateDirectory, IsMadeWithItsParentsWhateverTheUmask) {
  for (const mode_t umask : {mode_t{0}, mode_t{0777}, mode_t{0022}}) {
    const Scratch scratch;
    const mode_t before = ::umask(umask);
    const auto made = PrivateDirectory::open(scratch / "a/b/c");
    ASSERT_TRUE(made.ok()) << made.error().message();
    const auto file = made->open_file("f", 0);
    const auto shown = made->open_file("g", 0, kReadableByAll);
    ::umask(before);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(shown.ok());
    EXPECT_EQ(mode_of(scratch / "a"), 0755U);
    EXPECT_EQ(mode_of(scratch / "a/b"), 0755U);
    EXPECT_EQ(mode_of(scratch / "a/b/c"), 0711U);
    EXPECT_EQ(mode_of(scratch / "a/b/c/f"), 0600U);
    EXPECT_EQ(mode_of(scratch / "a/b/c/g"), 0644U);
  }
}

TEST(PrivateDirectory, TakesOneThatOthersMayOnlyRead) {
  const Scratch scratch;
  std::filesystem::permissions(scratch.path(), std::filesystem::perms(0755));
  EXPECT_TRUE(PrivateDirectory::open(scratch.path()).ok());
  EXPECT_EQ(mode_of(scratch.path()), 0755U);
}

TEST(PrivateDirectory, RefusesOneThatOthersCanWriteTo) {
  for (const unsigned mode : {0777U, 0770U, 0702U, 01777U}) {
    const Scratch scratch;
    std::filesystem::permissions(scratch.path(), std::filesystem::perms(mode));
    const auto result = PrivateDirectory::open(scratch.path());
    ASSERT_FALSE(result.ok()) << mode;
    EXPECT_EQ(result.error().kind(), ErrorKind::permission);
    EXPECT_NE(result.error().hints().at(0).find("chmod go-w " + scratch.path().string()),
              std::string::npos);
  }
  const Scratch scratch;
  std::filesystem::permissions(scratch.path(), std::filesystem::perms(0777));
  EXPECT_EQ(PrivateDirectory::open(scratch.path()).error().message(),
            "directory \"" + scratch.path().string() + "\" can be written by others (mode 0777)");
}

TEST(PrivateDirectory, RefusesOneBelowADirectoryThatOthersCanWrite) {
  const Scratch scratch;
  std::filesystem::create_directories(scratch / "shared/own");
  for (const auto& path : {scratch / "shared/own", scratch / "shared/new/deep"}) {
    std::filesystem::permissions(scratch / "shared", std::filesystem::perms(0777));
    const auto result = PrivateDirectory::open(path);
    ASSERT_FALSE(result.ok()) << path;
    EXPECT_EQ(result.error().kind(), ErrorKind::permission);
    EXPECT_NE(result.error().message().find("shared\", which others can write (mode 0777)"),
              std::string::npos)
        << result.error().message();
    EXPECT_FALSE(std::filesystem::exists(scratch / "shared/new"));
    EXPECT_TRUE(PrivateDirectory::open_existing(scratch / "shared/own").ok()) << "to read";
    std::filesystem::permissions(scratch / "shared", std::filesystem::perms(01777));
    EXPECT_TRUE(PrivateDirectory::open(scratch / "shared/own").ok()) << "a sticky directory";
  }
}

TEST(PrivateDirectory, RefusesSymbolicLinksHoweverTheyAreWritten) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch / "real");
  std::filesystem::permissions(scratch / "real", std::filesystem::perms(0700));
  std::filesystem::create_symlink(scratch / "real", scratch / "link");
  for (const char* name : {"link", "link/", "link/."}) {
    const auto result = PrivateDirectory::open(scratch / name);
    ASSERT_FALSE(result.ok()) << name;
    EXPECT_EQ(result.error().kind(), ErrorKind::permission);
    EXPECT_NE(result.error().message().find("is a symbolic link"), std::string::npos);
  }
  EXPECT_TRUE(PrivateDirectory::open(scratch / "real/").ok());
}

TEST(PrivateDirectory, RefusesWhatIsNoDirectory) {
  const Scratch scratch;
  write_file(scratch / "file", "");
  EXPECT_EQ(PrivateDirectory::open(scratch / "file").error().kind(), ErrorKind::permission);
  EXPECT_FALSE(PrivateDirectory::open(scratch / "file/below").ok());
}

TEST(PrivateDirectory, RefusesForeign) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
  const Scratch scratch;
  ASSERT_EQ(::chown(scratch.path().c_str(), 12345, 12345), 0);
  const auto result = PrivateDirectory::open(scratch.path());
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::permission);
  EXPECT_NE(result.error().message().find("belongs to user 12345"), std::string::npos);
}

TEST(PrivateDirectory, RefusesFilesThatAreNotPrivate) {
  const Scratch scratch;
  const auto directory = PrivateDirectory::open(scratch.path()).value();
  EXPECT_FALSE(directory.has_file("none").value());
  write_file(scratch / "open", "");
  std::filesystem::permissions(scratch / "open", std::filesystem::perms(0666));
  std::filesystem::create_symlink(scratch / "nowhere", scratch / "link");
  ASSERT_EQ(::mkfifo((scratch / "fifo").c_str(), 0600), 0);
  std::filesystem::create_directory(scratch / "directory");
  for (const char* name : {"open", "link", "fifo", "directory"}) {
    const auto result = directory.open_file(name, 0);
    ASSERT_FALSE(result.ok()) << name;
    EXPECT_EQ(result.error().kind(), ErrorKind::permission) << name;
  }
}

}  // namespace
}  // namespace mydocker::store

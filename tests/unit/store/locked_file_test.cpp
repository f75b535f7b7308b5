#include "runtime/store/locked_file.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <string>

#include "runtime/store/database.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace locked_file_test {

constexpr std::array<const char*, 1> kSchema{"CREATE TABLE t(a INTEGER);"};

class LockedFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    DatabaseFile file;
    file.name = "test.db";
    file.schema = kSchema;
    const auto directory = PrivateDirectory::open(scratch_.path());
    ASSERT_TRUE(directory.ok());
    ASSERT_TRUE(Database::open(*directory, file).ok());
    for (auto* one : {&first_, &second_, &third_}) ASSERT_EQ(open(*one), SQLITE_OK);
  }

  int open(LockedFile& file) { return file.open(path_.c_str(), SQLITE_OPEN_READWRITE, nullptr); }

  Scratch scratch_;
  std::string path_ = (scratch_ / "test.db").string();
  LockedFile first_;
  LockedFile second_;
  LockedFile third_;
};

TEST_F(LockedFileTest, OneConnectionReservesAndOthersRead) {
  EXPECT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_RESERVED), SQLITE_BUSY);
  int reserved = 0;
  EXPECT_EQ(third_.is_reserved(&reserved), SQLITE_OK);
  EXPECT_EQ(reserved, 1);
  EXPECT_EQ(first_.unlock(SQLITE_LOCK_NONE), SQLITE_OK);
  EXPECT_EQ(third_.is_reserved(&reserved), SQLITE_OK);
  EXPECT_EQ(reserved, 0);
}

TEST_F(LockedFileTest, AWriterExcludesReadersUntilItReleasesTheFile) {
  EXPECT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_BUSY);
  EXPECT_EQ(first_.unlock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_BUSY);
  EXPECT_EQ(first_.unlock(SQLITE_LOCK_NONE), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
}

// Without this rule, a connection that tries again and again could keep a writer waiting forever.
TEST_F(LockedFileTest, AConnectionThatHadToWaitLetsAWaitingWriterGoFirst) {
  EXPECT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_RESERVED), SQLITE_BUSY);
  EXPECT_EQ(third_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_BUSY);
  EXPECT_EQ(second_.unlock(SQLITE_LOCK_NONE), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_BUSY);
  EXPECT_EQ(third_.unlock(SQLITE_LOCK_NONE), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_OK);
}

TEST_F(LockedFileTest, ClosingAnotherDescriptorOfTheFileReleasesNothing) {
  EXPECT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
  EXPECT_EQ(third_.close(), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_RESERVED), SQLITE_BUSY);
}

TEST_F(LockedFileTest, KnowsWhenTheFileIsDeleted) {
  sqlite3_int64 size = 0;
  EXPECT_EQ(first_.size(&size), SQLITE_OK);
  EXPECT_FALSE(first_.is_deleted());
  std::filesystem::remove(path_);
  EXPECT_EQ(first_.size(&size), SQLITE_OK);
  EXPECT_TRUE(first_.is_deleted());
}

TEST_F(LockedFileTest, DoesNotFollowASymbolicLink) {
  const auto link = scratch_ / "link.db";
  std::filesystem::create_symlink(path_, link);
  LockedFile file;
  EXPECT_EQ(file.open(link.c_str(), SQLITE_OPEN_READWRITE, nullptr), SQLITE_CANTOPEN_SYMLINK);
}

// A user who can read the database can lock it. Only the owner can open the lock file.
TEST_F(LockedFileTest, IsNotStoppedByALockOnTheDatabase) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, "BEGIN; SELECT * FROM t", nullptr, nullptr, nullptr), SQLITE_OK);
  for (const int level : {SQLITE_LOCK_SHARED, SQLITE_LOCK_RESERVED, SQLITE_LOCK_EXCLUSIVE})
    EXPECT_EQ(first_.lock(level), SQLITE_OK) << level;
  sqlite3_close(handle);
  EXPECT_EQ(std::filesystem::status(path_ + "-lock").permissions(), std::filesystem::perms(0600));
}

}  // namespace locked_file_test
}  // namespace mydocker::store

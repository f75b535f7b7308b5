// The locks of databases, as SQLite uses them.
#include "runtime/store/database_lock.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>

#include "scratch.hpp"

namespace mydocker::store {
namespace database_lock_test {

class DatabaseLocks : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string database = scratch_ / "x.db";
    ASSERT_EQ(first_.open(database.c_str()), SQLITE_OK);
    ASSERT_EQ(second_.open(database.c_str()), SQLITE_OK);
  }
  static bool is_reserved(const DatabaseLock& lock) {
    int held = -1;
    EXPECT_EQ(lock.check_reserved(held), SQLITE_OK);
    return held == 1;
  }
  Scratch scratch_;
  DatabaseLock first_;
  DatabaseLock second_;
};

TEST_F(DatabaseLocks, ManyReadAndOneReserves) {
  EXPECT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_FALSE(is_reserved(second_));
  EXPECT_EQ(first_.lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_RESERVED), SQLITE_BUSY);
  EXPECT_TRUE(is_reserved(first_));
  EXPECT_TRUE(is_reserved(second_));
}

TEST_F(DatabaseLocks, AWriterWaitsForReadersAndKeepsNewOnesOut) {
  ASSERT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  ASSERT_EQ(first_.lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
  ASSERT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_BUSY);
  EXPECT_EQ(second_.unlock(SQLITE_LOCK_NONE), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_BUSY) << "the writer waits";
  EXPECT_EQ(first_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_BUSY);
  EXPECT_EQ(first_.unlock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_FALSE(is_reserved(second_));
}

// SQLite does this for two processes that find the journal of a dead one.
TEST_F(DatabaseLocks, OfTwoReadersOneBecomesTheWriter) {
  ASSERT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  ASSERT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_BUSY);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_BUSY);
  EXPECT_EQ(second_.unlock(SQLITE_LOCK_NONE), SQLITE_OK);
  EXPECT_EQ(first_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_OK);
}

TEST_F(DatabaseLocks, AWriterThatGivesUpLetsReadersIn) {
  ASSERT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  ASSERT_EQ(first_.lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
  ASSERT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  ASSERT_EQ(first_.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_BUSY);
  EXPECT_EQ(first_.unlock(SQLITE_LOCK_SHARED), SQLITE_OK);
  ASSERT_EQ(second_.unlock(SQLITE_LOCK_NONE), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
  EXPECT_EQ(second_.lock(SQLITE_LOCK_RESERVED), SQLITE_OK);
}

TEST_F(DatabaseLocks, EndWithTheirOwner) {
  {
    DatabaseLock third;
    ASSERT_EQ(third.open((scratch_ / "x.db").c_str()), SQLITE_OK);
    ASSERT_EQ(third.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
    ASSERT_EQ(third.lock(SQLITE_LOCK_EXCLUSIVE), SQLITE_OK);
    EXPECT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_BUSY);
  }
  EXPECT_EQ(first_.lock(SQLITE_LOCK_SHARED), SQLITE_OK);
}

TEST_F(DatabaseLocks, AreOnAFileOfTheOwnerOnly) {
  struct stat status {};
  ASSERT_EQ(::stat((scratch_ / "x.db-lock").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "x.db"));
}

}  // namespace database_lock_test
}  // namespace mydocker::store

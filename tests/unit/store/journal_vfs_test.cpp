#include "runtime/store/journal_vfs.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>

#include "runtime/store/database.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace journal_vfs_test {

constexpr std::array<const char*, 1> kSchema{"CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);"};
constexpr rlim_t kLimit = rlim_t{512} * 1024;  // larger than the journal

class JournalVfsTest : public ::testing::TestWithParam<Durability> {
 protected:
  std::unique_ptr<Database> open() {
    DatabaseFile file;
    file.name = "test.db";
    file.schema = kSchema;
    file.durability = GetParam();
    auto directory = PrivateDirectory::open(scratch_.path());
    EXPECT_TRUE(directory.ok());
    auto database = Database::open(*directory, file);
    EXPECT_TRUE(database.ok()) << database.error().message();
    return std::move(database).value();
  }

  // Runs `work` in a child process. Returns its status of waitpid(2).
  template <class Work>
  int status_of_child(Work work) {
    const pid_t child = fork();
    if (child == 0) {
      work();
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return status;
  }

  std::string journal() { return read_file(scratch_ / "test.db-journal"); }

  static std::int64_t number(Database& database, std::string_view sql) {
    auto row = database.query(sql).value();
    EXPECT_TRUE(row.step().value());
    return row.integer(0);
  }
  static std::string text(Database& database, std::string_view sql) {
    auto row = database.query(sql).value();
    EXPECT_TRUE(row.step().value());
    return row.text(0);
  }

  Scratch scratch_;
};

// The kernel kills the process when the database grows beyond the limit, in the middle of COMMIT.
TEST_P(JournalVfsTest, RollsBackAfterADeathInTheMiddleOfACommit) {
  ASSERT_TRUE(open()->run("INSERT INTO t VALUES(1,'before')").ok());
  const auto size = journal().size();
  const auto status = status_of_child([&] {
    auto database = open();
    const rlimit limit{kLimit, kLimit};
    setrlimit(RLIMIT_FSIZE, &limit);
    (void)database->begin();
    (void)database->run("UPDATE t SET b='after'");
    (void)database->run("INSERT INTO t VALUES(2,?)", std::string(2 * kLimit, 'x'));
    (void)database->commit();
  });
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
  ASSERT_NE(journal().front(), '\0') << "the commit had not begun";
  ASSERT_NE(read_file(scratch_ / "test.db").find("after"), std::string::npos);

  auto database = open();
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t"), 1);
  EXPECT_EQ(text(*database, "SELECT b FROM t"), "before");
  EXPECT_EQ(text(*database, "PRAGMA integrity_check"), "ok");
  EXPECT_EQ(journal().front(), '\0');
  EXPECT_GE(journal().size(), size) << "its space is reserved for a full disk";
  ASSERT_TRUE(database->run("UPDATE t SET b='later'").ok());
  EXPECT_EQ(text(*open(), "SELECT b FROM t"), "later");
}

TEST_P(JournalVfsTest, ADeathBeforeTheCommitLeavesTheDatabaseAlone) {
  ASSERT_TRUE(open()->run("INSERT INTO t VALUES(1,'before')").ok());
  const auto image = read_file(scratch_ / "test.db");
  status_of_child([&] {
    auto database = open();
    (void)database->begin();
    (void)database->run("UPDATE t SET b='after'");
  });
  EXPECT_EQ(read_file(scratch_ / "test.db"), image);
  EXPECT_EQ(text(*open(), "SELECT b FROM t"), "before");
}

TEST_P(JournalVfsTest, ARollbackOfManyPagesRestoresThem) {
  auto database = open();
  ASSERT_TRUE(database->begin().ok());
  for (int n = 0; n < 200; ++n)
    ASSERT_TRUE(
        database->run("INSERT INTO t VALUES(?,?)", std::int64_t{n}, std::string(1000, 'a')).ok());
  ASSERT_TRUE(database->commit().ok());
  ASSERT_TRUE(database->begin().ok());
  ASSERT_TRUE(database->run("UPDATE t SET b=?", std::string(1000, 'b')).ok());
  database->rollback();
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t WHERE b LIKE 'a%'"), 200);
  EXPECT_EQ(number(*open(), "SELECT count(*) FROM t WHERE b LIKE 'a%'"), 200);
}

// The records of the transaction cannot be written. So nothing is stored, and the connection reads
// and writes correctly afterwards.
TEST_P(JournalVfsTest, ACommitWithoutSpaceForItsRecordsChangesNothing) {
  ASSERT_TRUE(open()->run("INSERT INTO t VALUES(1,'before')").ok());
  const auto status = status_of_child([&] {
    (void)std::signal(SIGXFSZ, SIG_IGN);
    auto database = open();
    const rlimit no_space{1024, RLIM_INFINITY};
    const rlimit space{RLIM_INFINITY, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &no_space);
    const auto changed = database->with_transaction([&]() -> Result<void> {
      MYDOCKER_CHECK(database->run("UPDATE t SET b='after'"));
      return {};
    });
    setrlimit(RLIMIT_FSIZE, &space);
    EXPECT_FALSE(changed.ok());
    EXPECT_EQ(text(*database, "SELECT b FROM t"), "before");
    EXPECT_TRUE(database->run("INSERT INTO t VALUES(2,'later')").ok());
    _exit(testing::Test::HasFailure() ? 1 : 0);
  });
  EXPECT_EQ(status, 0);
  auto database = open();
  EXPECT_EQ(text(*database, "SELECT group_concat(b) FROM t"), "before,later");
  EXPECT_EQ(text(*database, "PRAGMA integrity_check"), "ok");
}

TEST_P(JournalVfsTest, CreatesAJournalThatWasDeleted) {
  open();
  std::filesystem::remove(scratch_ / "test.db-journal");
  auto database = open();
  ASSERT_TRUE(database->run("INSERT INTO t VALUES(1,'new')").ok());
  EXPECT_FALSE(journal().empty());
  EXPECT_EQ(text(*open(), "SELECT b FROM t"), "new");
}

INSTANTIATE_TEST_SUITE_P(Durabilities, JournalVfsTest,
                         ::testing::Values(Durability::power_cut, Durability::process_death),
                         [](const auto& one) {
                           return one.param == Durability::power_cut ? "PowerCut" : "ProcessDeath";
                         });

}  // namespace journal_vfs_test
}  // namespace mydocker::store

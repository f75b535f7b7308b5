#include "runtime/store/database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "runtime/store/definitions.hpp"
#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace {

constexpr std::array<const char*, 1> kFirst{"CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);"};
constexpr std::array<const char*, 2> kSecond{"CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT);",
                                             "ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'new';"};

class DatabaseTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<Database>> open(std::span<const char* const> schema = kFirst) {
    auto directory = PrivateDirectory::open(scratch_.path());
    if (!directory.ok()) return std::move(directory).error();
    DatabaseFile file;
    file.name = "test.db";
    file.schema = schema;
    file.busy_timeout = std::chrono::milliseconds(1);
    return Database::open(*directory, file);
  }
  Scratch scratch_;
};

TEST_F(DatabaseTest, KeepsTextsAndBlobsByteForByte) {
  auto database = open().value();
  const std::string odd("a\0b\xff'\"", 6);
  ASSERT_TRUE(database->run("INSERT INTO t VALUES(1,?)", odd).ok());
  ASSERT_TRUE(database->run("INSERT INTO t VALUES(2,?)", Blob{odd}).ok());
  ASSERT_TRUE(database->run("INSERT INTO t VALUES(3,?)", std::string_view()).ok());
  auto rows = database->query("SELECT b FROM t ORDER BY a").value();
  const auto texts = collect<std::string>(
      std::move(rows), [](const Statement& row) -> Result<std::string> { return row.text(0); });
  EXPECT_EQ(texts.value(), (std::vector<std::string>{odd, odd, ""}));
}

TEST_F(DatabaseTest, CarriesAnOlderSchemaForward) {
  ASSERT_TRUE(open().value()->run("INSERT INTO t VALUES(1,'old')").ok());
  auto database = open(kSecond).value();
  auto row = database->query("SELECT b, c FROM t").value();
  ASSERT_TRUE(row.step().value());
  EXPECT_EQ(row.text(0), "old");
  EXPECT_EQ(row.text(1), "new");
}

TEST_F(DatabaseTest, RefusesANewerSchemaAndNamesBothVersions) {
  ASSERT_TRUE(open(kSecond).ok());
  const std::string before = read_file(scratch_ / "test.db");
  const auto result = open(kFirst);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::unsupported);
  EXPECT_EQ(result.error().message(),
            "\"" + (scratch_ / "test.db").string() +
                "\" has schema version 2, and this mydocker supports versions up to 1");
  EXPECT_EQ(read_file(scratch_ / "test.db"), before);
}

TEST_F(DatabaseTest, IsBusyWhenAnotherWriterStays) {
  auto mine = open().value();
  auto theirs = open().value();
  ASSERT_TRUE(theirs->begin().ok());
  const auto result = mine->begin();
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::busy);
  EXPECT_FALSE(result.error().hints().empty());
  theirs->rollback();
  EXPECT_TRUE(mine->begin().ok());
}

TEST_F(DatabaseTest, AFailureInsideATransactionRollsBackAllOfIt) {
  auto database = open().value();
  const auto result = database->with_transaction([&]() -> Result<void> {
    MYDOCKER_CHECK(database->run("INSERT INTO t VALUES(1,'a')"));
    MYDOCKER_CHECK(database->run("INSERT INTO t VALUES(1,'b')"));
    return {};
  });
  EXPECT_EQ(result.error().kind(), ErrorKind::already_exists);
  EXPECT_FALSE(database->in_transaction());
  EXPECT_FALSE(database->query("SELECT * FROM t")->step().value());
}

TEST_F(DatabaseTest, ReportsAValueThatHasNoPlace) {
  auto database = open().value();
  EXPECT_EQ(database->run("INSERT INTO t VALUES(1,?)", "a", "b").error().kind(),
            ErrorKind::internal);
}

TEST_F(DatabaseTest, HasItsModesWhateverTheUmask) {
  const mode_t before = ::umask(0077);
  ASSERT_TRUE(open().ok());
  ::umask(before);
  const auto mode_of = [&](const char* name) {
    return std::filesystem::status(scratch_ / name).permissions();
  };
  EXPECT_EQ(mode_of("test.db"), std::filesystem::perms(0644));
  EXPECT_EQ(mode_of("test.db-journal"), std::filesystem::perms(0644));
  EXPECT_EQ(mode_of("test.db-lock"), std::filesystem::perms(0600)) << "only the owner can lock it";
}

TEST_F(DatabaseTest, LeavesNoOtherFileBehind) {
  ASSERT_TRUE(open().ok());
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(scratch_.path()))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  EXPECT_EQ(names, (std::vector<std::string>{"test.db", "test.db-journal", "test.db-lock"}));
}

TEST_F(DatabaseTest, TakesOverWhatAMakerLeftThatWasKilled) {
  write_file(scratch_ / "test.db.new", "half");
  write_file(scratch_ / "test.db-journal", "of a database that is gone");
  std::filesystem::permissions(scratch_ / "test.db.new", std::filesystem::perms(0600));
  std::filesystem::permissions(scratch_ / "test.db-journal", std::filesystem::perms(0600));
  auto database = open().value();
  EXPECT_TRUE(database->run("INSERT INTO t VALUES(1,'a')").ok());
}

struct Damage {
  const char* name;
  std::function<std::string(std::string)> act;
};

TEST_F(DatabaseTest, ReportsDamageAndLeavesTheFileAlone) {
  const std::vector<Damage> kinds{
      {"empty", [](const std::string&) { return std::string(); }},
      {"one byte", [](const std::string&) { return std::string("S"); }},
      {"half a page", [](const std::string& file) { return file.substr(0, 2048); }},
      {"one page", [](const std::string& file) { return file.substr(0, 4096); }},
      {"text", [](const std::string&) { return std::string(8192, 'x'); }},
      {"zeros", [](const std::string& file) { return std::string(file.size(), '\0'); }},
      {"first page zero",
       [](const std::string& file) { return std::string(4096, '\0') + file.substr(4096); }},
      {"schema garbled",
       [](std::string file) { return file.replace(100, 3996, std::string(3996, '\x77')); }},
  };
  const std::vector<std::function<Result<void>()>> openers{
      [&]() -> Result<void> {
        MYDOCKER_TRY(auto opened, Definitions::open(scratch_.path()));
        MYDOCKER_CHECK(opened.networks());
        return {};
      },
      [&]() -> Result<void> {
        MYDOCKER_TRY(auto opened, RuntimeState::open(scratch_.path(), {"boot", 1}));
        MYDOCKER_CHECK(opened.unfinished());
        return {};
      }};
  const std::array<const char*, 2> files{"definitions.db", "runtime.db"};
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto path = scratch_ / files[i];
    ASSERT_TRUE(openers[i]().ok());
    const std::string good = read_file(path);
    for (const auto& damage : kinds) {
      const std::string bad = damage.act(good);
      write_file(path, bad);
      const auto result = openers[i]();
      ASSERT_FALSE(result.ok()) << files[i] << " " << damage.name;
      EXPECT_EQ(result.error().kind(), ErrorKind::corrupt_state)
          << damage.name << ": " << result.error().message();
      EXPECT_NE(result.error().message().find(path.string()), std::string::npos) << damage.name;
      EXPECT_FALSE(result.error().hints().empty()) << damage.name;
      EXPECT_EQ(read_file(path), bad) << damage.name << ": the file was changed";
    }
    write_file(path, good);
    EXPECT_TRUE(openers[i]().ok()) << "the good copy is not accepted again";
  }
}

}  // namespace
}  // namespace mydocker::store

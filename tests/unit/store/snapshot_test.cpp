// Reading the databases without a lock and without a trace.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "runtime/store/committed_file.hpp"
#include "runtime/store/definitions.hpp"
#include "runtime/store/runtime_state.hpp"
#include "scratch.hpp"

namespace mydocker::store {
namespace {

constexpr const char* kId = "ab";
const HostIdentity kHost{"boot", 1, 4026531840};

void define(const std::filesystem::path& directory) {
  auto definitions = Definitions::open(directory).value();
  model::Network network;
  network.id = kId;
  network.name = "web";
  network.driver = "bridge";
  ASSERT_TRUE(definitions.insert_network(network).ok());
}

std::size_t networks_in(const std::filesystem::path& directory) {
  auto snapshot = Definitions::open_snapshot(directory);
  EXPECT_TRUE(snapshot.ok()) << (snapshot.ok() ? "" : snapshot.error().message());
  return snapshot.ok() ? snapshot->networks()->size() : 99;
}

std::string all_of(const std::filesystem::path& directory) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    all += entry.path().filename().string() + "\n";
    if (entry.is_regular_file()) all += read_file(entry.path());
  }
  return all;
}

TEST(Snapshot, ShowsTheStoredNetworks) {
  const Scratch scratch;
  define(scratch.path());
  EXPECT_EQ(networks_in(scratch.path()), 1U);
}

TEST(Snapshot, OfNothingIsEmptyAndMakesNothing) {
  const Scratch scratch;
  EXPECT_EQ(networks_in(scratch / "none"), 0U);
  EXPECT_EQ(networks_in(scratch.path()), 0U);
  auto state = RuntimeState::open_snapshot(scratch / "none", kHost);
  ASSERT_TRUE(state.ok()) << state.error().message();
  EXPECT_TRUE(state->endpoints(kId)->empty());
  EXPECT_EQ(all_of(scratch.path()), "");
}

TEST(Snapshot, WhatIsDoneToItStaysInIt) {
  const Scratch scratch;
  define(scratch.path());
  { auto state = RuntimeState::open(scratch.path(), kHost).value(); }
  const auto before = all_of(scratch.path());
  auto definitions = Definitions::open_snapshot(scratch.path()).value();
  ASSERT_TRUE(definitions.remove_network(kId).ok());
  EXPECT_TRUE(definitions.networks()->empty());
  auto state = RuntimeState::open_snapshot(scratch.path(), kHost).value();
  auto transaction = state.begin();
  const auto entry_id = state.open_entry(EntryKind::network, kId, kId);
  ASSERT_TRUE(entry_id.ok());
  ASSERT_TRUE(transaction->commit().ok());
  EXPECT_TRUE(state.find_entry(kId).value().has_value());
  EXPECT_EQ(all_of(scratch.path()), before);
  auto real = RuntimeState::open(scratch.path(), kHost).value();
  EXPECT_TRUE(real.try_lock(*entry_id).value()) << "no lock was taken";
}

TEST(Snapshot, TellsWhetherARowIsWorkedOn) {
  const Scratch scratch;
  auto real = RuntimeState::open(scratch.path(), kHost).value();
  auto transaction = real.begin();
  const auto entry_id = real.open_entry(EntryKind::network, kId, kId).value();
  ASSERT_TRUE(transaction->commit().ok());
  auto snapshot = RuntimeState::open_snapshot(scratch.path(), kHost).value();
  EXPECT_TRUE(snapshot.found_unfinished());
  EXPECT_FALSE(snapshot.try_lock(entry_id).value());
  real.unlock(entry_id);
  EXPECT_TRUE(snapshot.try_lock(entry_id).value());
  EXPECT_TRUE(real.try_lock(entry_id).value());
}

TEST(Snapshot, BringsAnOlderSchemaUpToDateInMemoryOnly) {
  const Scratch scratch;
  define(scratch.path());
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open((scratch / "definitions.db").c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle,
                         "ALTER TABLE networks DROP COLUMN routes; ALTER TABLE networks DROP "
                         "COLUMN ipam_driver; ALTER TABLE networks DROP COLUMN ipam_options; ALTER "
                         "TABLE networks DROP COLUMN checksum; "
                         "ALTER TABLE subnets DROP COLUMN reservations; "
                         "ALTER TABLE subnets DROP COLUMN host_addresses; "
                         "ALTER TABLE subnets RENAME COLUMN aux_addresses TO reserved; "
                         "ALTER TABLE networks ADD COLUMN visible INTEGER NOT NULL DEFAULT 1; "
                         "DROP TABLE prefixes; DROP INDEX link_names; "
                         "PRAGMA user_version=1;",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(handle);
  const auto before = all_of(scratch.path());
  EXPECT_EQ(networks_in(scratch.path()), 1U);
  EXPECT_EQ(all_of(scratch.path()), before);
}

TEST(Snapshot, DoesNotWaitForAWriter) {
  const Scratch scratch;
  define(scratch.path());
  const Child writer([&] {
    sqlite3* handle = nullptr;
    return sqlite3_open((scratch / "definitions.db").c_str(), &handle) == SQLITE_OK &&
           sqlite3_exec(handle, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr) == SQLITE_OK;
  });
  EXPECT_EQ(networks_in(scratch.path()), 1U);
}

TEST(Snapshot, OfPagesTellsWhetherAnotherCommandHasChangedTheFile) {
  const Scratch scratch;
  const auto directory = scratch / "a strange?name#%41";
  std::filesystem::create_directory(directory);
  define(directory);
  auto snapshot = Definitions::open_snapshot(directory, Copy::pages).value();
  EXPECT_EQ(snapshot.networks()->size(), 1U);
  EXPECT_TRUE(snapshot.is_unchanged().value());
  ASSERT_TRUE(Definitions::open(directory)->remove_network(kId).ok());
  EXPECT_FALSE(snapshot.is_unchanged().value());
}

TEST(Snapshot, OfPagesIsEmptyForTheStateOfAnEarlierBoot) {
  const Scratch scratch;
  {
    auto real = RuntimeState::open(scratch.path(), kHost).value();
    auto transaction = real.begin();
    ASSERT_TRUE(real.open_entry(EntryKind::network, kId, kId).ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
  EXPECT_TRUE(RuntimeState::open_snapshot(scratch.path(), kHost, Copy::pages)
                  ->find_entry(kId)
                  ->has_value());
  const HostIdentity rebooted{"another boot", kHost.netns_cookie, kHost.netns_inode};
  auto snapshot = RuntimeState::open_snapshot(scratch.path(), rebooted, Copy::pages).value();
  EXPECT_FALSE(snapshot.find_entry(kId)->has_value());
  EXPECT_TRUE(snapshot.is_unchanged().value());
}

TEST(Snapshot, OfADamagedFileIsAnError) {
  const Scratch scratch;
  define(scratch.path());
  write_file(scratch / "definitions.db", "not a database, but long enough to be looked at");
  EXPECT_FALSE(Definitions::open_snapshot(scratch.path()).ok());
}

// --- an uncommitted transaction that has changed the file

// Changes many more pages than the cache can hold, and does not commit.
bool change_without_commit(const std::filesystem::path& file, const char* synchronous) {
  sqlite3* handle = nullptr;
  const std::string sql = std::string("PRAGMA journal_mode=PERSIST; PRAGMA synchronous=") +
                          synchronous +
                          "; PRAGMA cache_size=2; PRAGMA cache_spill=1; BEGIN IMMEDIATE;"
                          "UPDATE networks SET name='changed';"
                          "UPDATE filler SET text=text||'changed';"
                          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE "
                          "i<400) INSERT INTO filler SELECT printf('%0500d', i) FROM n;";
  return sqlite3_open(file.c_str(), &handle) == SQLITE_OK &&
         sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

void fill(const std::filesystem::path& file) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(handle,
                         "CREATE TABLE filler(text TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION "
                         "ALL SELECT i+1 FROM n WHERE i<400) INSERT INTO filler SELECT "
                         "printf('%0500d', i) FROM n;",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(handle);
}

class UncommittedChange : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    define(scratch_.path());
    fill(file_);
    before_ = read_file(file_);
  }
  [[nodiscard]] std::string name_shown(Copy copy = Copy::whole) const {
    auto snapshot = Definitions::open_snapshot(scratch_.path(), copy);
    return snapshot.ok() ? snapshot->networks()->front().name : snapshot.error().message();
  }
  Scratch scratch_;
  std::filesystem::path file_ = scratch_ / "definitions.db";
  std::string before_;
};

TEST_P(UncommittedChange, IsNotShown) {
  Child writer([&] { return change_without_commit(file_, GetParam()); });
  ASSERT_NE(read_file(file_), before_) << "the transaction has to reach the file";
  EXPECT_EQ(name_shown(), "web") << "its process lives";
  EXPECT_EQ(name_shown(Copy::pages), "web") << "its process lives";
  writer.kill();
  const auto left = all_of(scratch_.path());
  EXPECT_EQ(name_shown(), "web") << "its process is dead";
  EXPECT_EQ(name_shown(Copy::pages), "web") << "its process is dead";
  EXPECT_EQ(all_of(scratch_.path()), left);
}

TEST_P(UncommittedChange, IsUndoneByTheJournalByteForByte) {
  Child writer([&] { return change_without_commit(file_, GetParam()); });
  writer.kill();
  auto image = read_file(file_);
  ASSERT_NE(image, before_);
  roll_back(image, read_file(scratch_ / "definitions.db-journal"));
  EXPECT_EQ(image, before_);
}

// OFF: one header for all records of the journal. FULL: a header and a sync before each spill of
// the cache.
INSTANTIATE_TEST_SUITE_P(Synchronous, UncommittedChange, ::testing::Values("OFF", "FULL"));

TEST(RollbackJournal, OfNoTransactionUndoesNothing) {
  for (const auto& journal : {std::string(), std::string(4096, '\0'), std::string(20, 'x')}) {
    std::string image(4096, 'i');
    EXPECT_FALSE(journal_nonce(journal).has_value());
    roll_back(image, journal);
    EXPECT_EQ(image, std::string(4096, 'i'));
  }
}

// For all input, only bytes inside the file are read.
TEST(RollbackJournal, IsReadAsFarAsItGoes) {
  const Scratch scratch;
  define(scratch.path());
  const auto file = scratch / "definitions.db";
  fill(file);
  Child writer([&] { return change_without_commit(file, "OFF"); });
  writer.kill();
  const auto image = read_file(file);
  const auto journal = read_file(scratch / "definitions.db-journal");
  for (std::size_t size = 0; size < 12000; size += 7) {
    auto copy = image;
    roll_back(copy, std::string_view(journal).substr(0, size));
    auto flipped = journal.substr(0, 12000);
    flipped[size % flipped.size()] ^= 0x10;
    roll_back(copy, flipped);
  }
}

}  // namespace
}  // namespace mydocker::store

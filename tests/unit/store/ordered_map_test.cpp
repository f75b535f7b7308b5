#include "runtime/store/ordered_map.hpp"

#include <gtest/gtest.h>

#include <array>

#include "scratch.hpp"

namespace mydocker::store {
namespace {

class OrderedMapTest : public ::testing::Test {
 protected:
  OrderedMapTest() {
    const std::array<const char*, 2> schema{OrderedMap::schema(), OrderedMap::checksum_schema()};
    DatabaseFile file;
    file.name = "map.db";
    file.schema = schema;
    file.durability = Durability::process_death;
    const auto directory = PrivateDirectory::open(scratch_ / "private");
    database_ = Database::open(*directory, file).value();
  }
  std::string keys(const std::string& first, const std::string& end, int most = 100) {
    std::string all;
    const auto walked = map().walk(first, end, [&](std::string_view key, std::string_view value) {
      all += std::string(key) + "=" + std::string(value) + " ";
      return --most > 0;
    });
    EXPECT_TRUE(walked.ok());
    return all;
  }
  OrderedMap& map() {
    if (!map_) map_.emplace(*database_);
    return *map_;
  }
  Scratch scratch_;
  std::unique_ptr<Database> database_;
  std::optional<OrderedMap> map_;  // destroyed before the database
};

TEST_F(OrderedMapTest, PutsGetsAndErases) {
  EXPECT_EQ(map().get("a").value(), std::nullopt);
  ASSERT_TRUE(map().put("a", "1").ok());
  ASSERT_TRUE(map().put(std::string("a\0", 2), std::string("\0", 1)).ok());
  ASSERT_TRUE(map().put("a", "2").ok());
  EXPECT_EQ(map().get("a").value(), "2");
  EXPECT_EQ(map().get(std::string("a\0", 2)).value(), std::string("\0", 1));
  ASSERT_TRUE(map().put("a", "").ok());
  EXPECT_EQ(map().get("a").value(), "");
  ASSERT_TRUE(map().erase("a").ok());
  ASSERT_TRUE(map().erase("a").ok());
  EXPECT_EQ(map().get("a").value(), std::nullopt);
}

TEST_F(OrderedMapTest, WalksInTheOrderOfTheBytes) {
  for (const std::string key : {"b", "\xff", "ab", "a", "c"}) ASSERT_TRUE(map().put(key, "").ok());
  EXPECT_EQ(keys("a", "\xff\xff"), "a= ab= b= c= \xff= ");
  EXPECT_EQ(keys("ab", "c"), "ab= b= ") << "the end is not in it";
  EXPECT_EQ(keys("a", "c", 2), "a= ab= ");
}

TEST_F(OrderedMapTest, AWalkThatEndsEarlyBlocksNoOne) {
  ASSERT_TRUE(map().put("a", "1").ok());
  ASSERT_TRUE(map().put("b", "1").ok());
  EXPECT_EQ(keys("a", "c", 1), "a=1 ");
  ASSERT_TRUE(database_->begin().ok());
  ASSERT_TRUE(map().put("c", "1").ok());
  database_->rollback();
  EXPECT_EQ(map().get("c").value(), std::nullopt);
}

// A flipped bit changes one letter: 'v' is 'w' with another last bit.
TEST_F(OrderedMapTest, NamesAnEntryWhoseValueHasChanged) {
  ASSERT_TRUE(map().put(std::string("a\0b", 3), "vv").ok());
  ASSERT_TRUE(map().put("c", "same").ok());
  ASSERT_TRUE(
      database_->run("UPDATE entries SET value=? WHERE value=?", Blob{"vw"}, Blob{"vv"}).ok());
  const auto read = map().get(std::string("a\0b", 3));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind(), ErrorKind::corrupt_state);
  EXPECT_NE(read.error().message().find("the value of key \"a b\" does not match its checksum"),
            std::string::npos)
      << read.error().message();
  EXPECT_FALSE(map().walk("a", "b", [](auto, auto) { return true; }).ok());
  EXPECT_EQ(map().get("c").value(), "same");
}

TEST_F(OrderedMapTest, NamesAnEntryWhoseKeyHasChanged) {
  ASSERT_TRUE(map().put("k", "value").ok());
  ASSERT_TRUE(database_->run("UPDATE entries SET key=?", Blob{"j"}).ok());
  EXPECT_EQ(map().get("j").error().kind(), ErrorKind::corrupt_state);
}

TEST_F(OrderedMapTest, AddsTheChecksumsOfAnEarlierVersion) {
  ASSERT_TRUE(
      database_->run("INSERT INTO entries(key, value) VALUES(?,?)", Blob{"k"}, Blob{"old"}).ok());
  EXPECT_EQ(map().get("k").error().kind(), ErrorKind::corrupt_state);
  ASSERT_TRUE(map().add_checksums().ok());
  EXPECT_EQ(map().get("k").value(), "old");
}

}  // namespace
}  // namespace mydocker::store

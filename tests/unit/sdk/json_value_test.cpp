#include "mydocker/json_value.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mydocker {
namespace {

TEST(JsonValue, HasTheTextsAndNumbersOfAnObject) {
  const auto document = parse_json(
      R"({"name": "a\/\u003cb", "pid": 42, "start": 18446744073709551615, "depth": -3})");
  ASSERT_TRUE(document.ok()) << document.error().message();
  EXPECT_EQ(document->text_at("name"), "a/<b");
  EXPECT_EQ(document->text_at("pid"), "42");
  EXPECT_EQ(document->text_at("start"), "18446744073709551615");
  EXPECT_EQ(document->text_at("depth"), "-3");
}

TEST(JsonValue, OfAnotherKindHasNoText) {
  const auto document = parse_json(R"({"a": null, "b": true, "c": 1.5, "d": {}, "e": []})");
  ASSERT_TRUE(document.ok());
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    EXPECT_NE(document->find(name), nullptr) << name;
    EXPECT_EQ(document->text_at(name), "") << name;
  }
}

TEST(JsonValue, HasTheItemsOfAListInTheirOrder) {
  const auto document = parse_json(R"({"names": ["web", "db"]})");
  ASSERT_TRUE(document.ok());
  const auto* names = document->find("names");
  ASSERT_NE(names, nullptr);
  ASSERT_EQ(names->items.size(), 2U);
  EXPECT_EQ(names->items[0].text, "web");
  EXPECT_EQ(names->items[1].text, "db");
}

TEST(JsonValue, FindsAFieldOfItsOwnLevelOnly) {
  const auto document = parse_json(R"({"config": {"pid": "1"}, "list": [{"pid": "2"}]})");
  ASSERT_TRUE(document.ok());
  EXPECT_EQ(document->find("pid"), nullptr);
  EXPECT_EQ(document->find("config")->text_at("pid"), "1");
  EXPECT_EQ(document->find("list")->find("pid"), nullptr);
}

TEST(JsonValue, IsRefusedIfTheTextIsNotJson) {
  for (const char* text : {"", "{", "a: b", "{'a': 1}", "{} {}", "{\"a\": 1,}", "\"\xff\""})
    EXPECT_EQ(parse_json(text).error().kind(), ErrorKind::invalid_argument) << text;
}

TEST(JsonValue, MayBeLargerThanADocumentOfMydocker) {
  const std::string name(std::size_t{2} << 20, 'a');
  const auto document = parse_json("[\"" + name + "\"]");
  ASSERT_TRUE(document.ok()) << document.error().message();
  EXPECT_EQ(document->items.front().text.size(), name.size());
  const std::string longer(std::size_t{16} << 20, 'a');
  EXPECT_THAT(parse_json("[\"" + longer + "\"]").error().message(),
              ::testing::HasSubstr("at most 16777216 are allowed"));
}

}  // namespace
}  // namespace mydocker

#include "mydocker/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <sstream>

namespace mydocker {
namespace {

using ::testing::HasSubstr;

// The text of a document after it was read and written.
std::string same(std::string_view text) {
  const auto document = Json::parse(text);
  return document.ok() ? document->dump() : "error: " + document.error().message();
}

TEST(Json, IsWrittenAsItWasRead) {
  for (const char* text :
       {"null", "true", "false", "0", "-1", "1.5", "\"\"", "[]", "{}", "[null,[],{}]", "0.1",
        "-2.5e-7", R"({"z":1,"a":{"b":[true,"x"]},"m":null})", R"(["a\"b\\c\n\t\r\b\f"])",
        "1.7976931348623157e308", "123456789.12345678", "5e-324"})
    EXPECT_EQ(same(text), text);
}

TEST(Json, KeepsTheOrderOfFieldsWithIndentation) {
  const Json document{{"z", 1}, {"a", Json::array({1, "b"})}, {"m", Json::object()}};
  EXPECT_EQ(document.dump(2),
            "{\n  \"z\": 1,\n  \"a\": [\n    1,\n    \"b\"\n  ],\n  \"m\": {}\n}");
  EXPECT_EQ(Json::array().dump(4), "[]");
}

TEST(Json, WritesAsciiOnly) {
  EXPECT_EQ(Json("gr\xc3\xbcn \xf0\x9f\x98\x80 \x01\x1f\x7f").dump(),
            R"("gr\u00fcn \ud83d\ude00 \u0001\u001f\u007f")");
  EXPECT_EQ(Json({{"\xc3\xbc", "/"}, {"b", 1}}).dump(), R"({"\u00fc":"/","b":1})");
}

TEST(Json, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(Json("a\xff\xc3").dump(), R"("a\ufffd\ufffd")");
  EXPECT_EQ(Json("\xed\xa0\x80z").dump(), R"("\ufffd\ufffd\ufffdz")");
}

TEST(Json, ReadsEscapes) {
  EXPECT_EQ(Json::parse(R"("\u00fc\ud83d\ude00\/")").value().string(), "\xc3\xbc\xf0\x9f\x98\x80/");
  EXPECT_EQ(Json::parse(R"("a\u0000b")").value().string(), std::string("a\0b", 3));
}

TEST(Json, HasEachIntegerOf64Bits) {
  for (const char* text : {"9223372036854775807", "-9223372036854775808", "18446744073709551615"}) {
    EXPECT_EQ(same(text), text);
    EXPECT_TRUE(Json::parse(text).value().is_integer()) << text;
  }
  const Json large = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(large.integer(), std::nullopt);
  EXPECT_EQ(large.unsigned_integer(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(Json(-1).unsigned_integer(), std::nullopt);
  EXPECT_EQ(Json(-1).integer(), -1);
  EXPECT_FALSE(Json::parse("18446744073709551616").value().is_integer()) << "it is a double";
  EXPECT_EQ(same("1e400"), "error: the document is not JSON");
}

TEST(Json, ComparesValuesAndNotTheirTypes) {
  EXPECT_EQ(Json(5), Json(5U));
  EXPECT_EQ(Json(5), Json(5.0));
  EXPECT_NE(Json(1), Json(true));
  EXPECT_NE(Json(0), Json());
  EXPECT_NE(Json("1"), Json(1));
  EXPECT_NE(Json::array(), Json::object());
  const Json one{{"a", 1}, {"b", Json::array({1, 2})}};
  EXPECT_EQ(one, (Json{{"b", Json::array({1, 2})}, {"a", 1}}));
  EXPECT_NE(one, (Json{{"b", Json::array({2, 1})}, {"a", 1}}));
  EXPECT_NE(one, (Json{{"a", 1}}));
}

TEST(Json, ReadingWhatIsNotThereGivesNothing) {
  const Json document{{"text", "a"}, {"list", Json::array({1})}};
  EXPECT_TRUE(document["lost"]["lost"][7].is_null());
  EXPECT_EQ(document.find("lost"), nullptr);
  EXPECT_TRUE(document["text"]["a"].is_null());
  EXPECT_TRUE(document["text"].items().empty());
  EXPECT_EQ(document["list"].string(), "");
  EXPECT_EQ(document["text"].integer(), std::nullopt);
  EXPECT_FALSE(document["text"].is_true());
  EXPECT_EQ(document["list"][0].integer(), 1);
}

TEST(Json, IsEmptyWithoutChildren) {
  for (const Json& empty : {Json(), Json::array(), Json::object()}) EXPECT_TRUE(empty.empty());
  for (const Json& full : {Json(""), Json(0), Json(false), Json{{"a", 1}}})
    EXPECT_FALSE(full.empty());
}

TEST(Json, IsChangedInPlace) {
  Json document;
  document["list"].push_back(1);
  document["list"].push_back("b");
  document["object"]["key"] = true;
  document["object"]["key"] = 2.5;
  document["old"] = nullptr;
  document.erase("old");
  document.erase("lost");
  for (Json& item : document["list"].items()) item = Json::array({item});
  EXPECT_EQ(document.dump(), R"({"list":[[1],["b"]],"object":{"key":2.5}})");
}

TEST(Json, IsMadeOfContainers) {
  const std::vector<std::string> texts{"a", "b"};
  const std::array<std::string_view, 2> views{"c", "d"};
  const Json list(texts);
  const Json document{{"texts", texts}, {"views", views}, {"part", list.items()}};
  EXPECT_EQ(document.dump(), R"({"texts":["a","b"],"views":["c","d"],"part":["a","b"]})");
  std::ostringstream out;
  out << document["texts"];
  EXPECT_EQ(out.str(), R"(["a","b"])");
}

TEST(Json, IsRefusedIfTheTextIsNotJson) {
  for (const char* text : {"", "{", "a: b", "{'a': 1}", "{} {}", "{\"a\": 1,}", "\"\xff\"", "01",
                           "+1", "NaN", "\"\\udc00\"", "\"a\nb\"", "// a\n1"}) {
    const auto document = Json::parse(text);
    ASSERT_FALSE(document.ok()) << text;
    EXPECT_EQ(document.error().kind(), ErrorKind::invalid_argument) << text;
    EXPECT_EQ(document.error().message(), "the document is not JSON") << text;
  }
  EXPECT_FALSE(Json::parse(std::string_view("1\0", 2)).ok());
}

TEST(Json, IsRefusedIfAFieldIsGivenTwice) {
  EXPECT_EQ(same(R"({"a": 1, "b": 2, "a": 1})"), "error: field \"a\" is given twice");
  EXPECT_EQ(same(R"([{"b": {"": 1, "": 1}}])"), "error: field \"\" is given twice");
  EXPECT_EQ(same(R"({"a":{"a":1},"b":{"a":1}})"), R"({"a":{"a":1},"b":{"a":1}})");
}

TEST(Json, IsRefusedIfItIsNestedTooDeeply) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_EQ(same(nested(64)), nested(64));
  EXPECT_EQ(same(nested(65)), "error: the document is nested too deeply");
  EXPECT_EQ(same(nested(1'000'000)), "error: the document is nested too deeply");
}

TEST(Json, MayBeLargerThanADocumentOfMydocker) {
  const std::string name(std::size_t{2} << 20, 'a');
  const auto document = Json::parse("[\"" + name + "\"]");
  ASSERT_TRUE(document.ok()) << document.error().message();
  EXPECT_EQ((*document)[0].string().size(), name.size());
  const std::string longer(std::size_t{16} << 20, 'a');
  EXPECT_THAT(Json::parse("[\"" + longer + "\"]").error().message(),
              HasSubstr("at most 16777216 are allowed"));
}

}  // namespace
}  // namespace mydocker

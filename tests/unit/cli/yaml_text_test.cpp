#include "output/json_text.hpp"
#include "support/json.hpp"

#include <gtest/gtest.h>

namespace mydocker::cli {
namespace {

std::string yaml_of(const std::string& json) { return yaml(json_from(json)); }

TEST(Yaml, IsBlocksOfMapsAndLists) {
  EXPECT_EQ(yaml_of(R"([{"Name": "web", "IPAM": {"Config": [{"Subnet": "192.0.2.0/24"}]},
                         "Internal": false, "Count": 3}])"),
            "- Name: web\n"
            "  IPAM:\n"
            "    Config:\n"
            "      - Subnet: 192.0.2.0/24\n"
            "  Internal: false\n"
            "  Count: 3\n");
}

TEST(Yaml, WritesWhatIsEmpty) {
  EXPECT_EQ(yaml_of("[]"), "[]\n");
  EXPECT_EQ(yaml_of(R"({"a": [], "b": {}, "c": "", "d": null})"), "a: []\nb: {}\nc: \"\"\nd: ~\n");
}

TEST(Yaml, QuotesWhatCouldBeReadAsSomethingElse) {
  for (const std::string text :
       {"true", "NO", "null", "~", "1.10", "0x1f", "12", "1e3", "-a", "a: b", "a #b", "*a", "&a",
        "!a", "%a", "@a", "a\tb", "- a", "2001-01-01"})
    EXPECT_EQ(yaml(Json(text)).front(), '"') << text;
  for (const std::string text : {"web", "a-b_c.d/e", "nothing", "ID"})
    EXPECT_EQ(yaml(Json(text)), text + "\n");
  EXPECT_EQ(yaml_of(R"({"true": 1})"), "\"true\": 1\n");
}

TEST(Yaml, IsAscii) {
  const std::string text = yaml(Json("gr\xc3\xbcn \x1b[31m \xe2\x80\xae \xff"));
  for (const char c : text) EXPECT_TRUE(c == '\n' || (c >= ' ' && c < 0x7f)) << text;
}

}  // namespace
}  // namespace mydocker::cli

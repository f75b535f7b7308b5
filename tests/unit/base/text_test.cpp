#include "runtime/base/text.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "runtime/base/quoted.hpp"
#include "runtime/base/yaml_text.hpp"

namespace mydocker::base {
namespace {

const std::vector<std::string> kNone;

TEST(Joined, HasTheSeparatorBetweenTheTexts) {
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b"}), "a, b");
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b"}, ":"), "a:b");
  EXPECT_EQ(joined(kNone), "");
}

TEST(Joined, KeepsEmptyTexts) {
  EXPECT_EQ(joined(std::vector<std::string>{"", "b", ""}, ":"), ":b:");
}

TEST(Joined, ConvertsEachElement) {
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b\n"}, ", ", quoted), R"("a", "b\n")");
  EXPECT_EQ(joined(std::vector{1, 2}, " ", [](int n) { return std::to_string(n); }), "1 2");
}

TEST(Lower, ChangesLettersOfAsciiOnly) {
  EXPECT_EQ(lower("SCTP/a9_Z"), "sctp/a9_z");
  EXPECT_EQ(lower("\xc3\x84[@"), "\xc3\x84[@");
}

// Each of these is another type than text for some reader of YAML.
TEST(PlainYaml, IsNoTextThatIsAlsoAnotherType) {
  for (const char* text : {"", "yes", "No", "ON", "y", "null", "~", "1.10", "1e3", "0x1", "12:30",
                           "2026-01-02", ".inf", "1.2.3", "-", " a"})
    EXPECT_FALSE(is_plain_yaml(text)) << text;
}

TEST(PlainYaml, IsAWordOrAnIpv4Address) {
  for (const char* text : {"web", "yesterday", "fd00::1", "10.0.0.1", "10.0.0.0/24",
                           "10.0.0.2-10.0.0.9", "com.docker.network.bridge.name"})
    EXPECT_TRUE(is_plain_yaml(text)) << text;
}

}  // namespace
}  // namespace mydocker::base

#include "man_pages/man_pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "command.hpp"
#include "output/roff.hpp"

namespace mydocker::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::map<std::string, std::string> pages() {
  std::map<std::string, std::string> found;
  for (const auto& page : man_pages("1.2.3")) found.emplace(page.file, page.text);
  return found;
}

std::string page_of(const Command& command) {
  std::string name = "mydocker-" + std::string(command.group) + "-" + std::string(command.name);
  std::ranges::replace(name, ' ', '-');
  return name + ".1";
}

TEST(ManPages, ThereIsOneForTheProgramEachGroupAndEachCommand) {
  const auto found = pages();
  std::size_t expected = 1;
  EXPECT_TRUE(found.contains("mydocker.1"));
  for (const auto& group : groups()) {
    ++expected;
    EXPECT_TRUE(found.contains("mydocker-" + std::string(group.name) + ".1"));
    for (const Command* command : group.commands) {
      ++expected;
      EXPECT_TRUE(found.contains(page_of(*command)));
    }
  }
  EXPECT_EQ(found.size(), expected);
}

// man(1) expects the name as one word.
TEST(ManPages, HaveNoBlankInTheirNames) {
  const auto found = pages();
  EXPECT_TRUE(found.contains("mydocker-network-ip-ls.1"));
  for (const auto& [file, text] : found) {
    EXPECT_EQ(file.find(' '), std::string::npos) << file;
    EXPECT_THAT(text, Not(HasSubstr("ip ls(1)"))) << file;
  }
}

TEST(ManPages, HaveEverySection) {
  for (const auto& [file, text] : pages())
    for (const std::string section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES",
                                      "EXIT STATUS", "FILES", "SEE ALSO"})
      EXPECT_THAT(text, HasSubstr("\n.SH " + section + "\n")) << file;
}

TEST(ManPages, HaveEveryOptionThatIsShown) {
  const auto found = pages();
  for (const auto& option : global_options())
    EXPECT_THAT(found.at("mydocker.1"), HasSubstr(roff("--" + std::string(option.name))));
  for (const auto& group : groups())
    for (const Command* command : group.commands)
      for (const auto& option : command->options) {
        const auto item = roff("--" + std::string(option.name)) + "\\fR";
        if (option.hidden) {
          EXPECT_THAT(found.at(page_of(*command)), Not(HasSubstr(item)));
        } else {
          EXPECT_THAT(found.at(page_of(*command)), HasSubstr(item));
          EXPECT_THAT(found.at(page_of(*command)), HasSubstr(roff(option.help)));
        }
      }
}

TEST(ManPages, NameTheVersion) {
  for (const auto& [file, text] : pages()) EXPECT_THAT(text, HasSubstr("mydocker 1.2.3")) << file;
}

TEST(Roff, PrintsTextAsItIs) {
  EXPECT_EQ(roff("--dry-run"), "\\-\\-dry\\-run");
  EXPECT_EQ(roff(".PP"), "\\&.PP");
  EXPECT_EQ(roff("a\n'b"), "a\n\\&\\(aqb");
  EXPECT_EQ(roff("a\\b"), "a\\eb");
}

TEST(Roff, AnExampleThatLooksLikeAMacroIsNone) {
  RoffPage page("p", {.source = "1"}, "what");
  page.example("  . <(mydocker completion bash)\n");
  EXPECT_THAT(page.text(), HasSubstr("\n\\&. <(mydocker completion bash)\n"));
}

}  // namespace
}  // namespace mydocker::cli

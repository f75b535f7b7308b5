#include "runtime/base/printable.hpp"

#include <gtest/gtest.h>

#include "runtime/base/quoted.hpp"

namespace mydocker::base {
namespace {

TEST(Printable, LeavesQuotesBackslashesAndLettersAlone) {
  EXPECT_EQ(printable("a \"b\" \\ \xc3\xa4"), "a \"b\" \\ \xc3\xa4");
  EXPECT_EQ(printable(""), "");
}

TEST(Printable, EscapesControlsAndWhatTurnsTheDirectionOfWriting) {
  EXPECT_EQ(printable("a\nb\x1b[0m\xe2\x80\xae\xff"), "a\\nb\\x1b[0m\\u{202e}\\xff");
}

TEST(Printable, EscapesBetweenQuotesToo) {
  EXPECT_EQ(printable("driver \"a\n\" said \"\x07\""), "driver \"a\\n\" said \"\\x07\"");
}

TEST(Printable, ChangesNothingThatQuotedMade) {
  const std::string once = "network " + quoted("a\"\n\x1b\\");
  EXPECT_EQ(printable(once), once);
  EXPECT_EQ(printable(printable("x\x01")), printable("x\x01"));
}

TEST(PrintableLines, KeepsNewlinesAndTabs) {
  EXPECT_EQ(printable_lines("a\n\tb\x1b\n"), "a\n\tb\\x1b\n");
}

}  // namespace
}  // namespace mydocker::base

#include "runtime/base/quoted.hpp"

#include <gtest/gtest.h>

namespace mydocker::base {
namespace {

using namespace std::string_literals;

TEST(Quoted, LeavesPlainTextAsItIs) {
  EXPECT_EQ(base::quoted(""), "\"\"");
  EXPECT_EQ(base::quoted("web-1.net_2"), "\"web-1.net_2\"");
  EXPECT_EQ(base::quoted("Zürich 東京"), "\"Zürich 東京\"");
}

TEST(Quoted, EscapesWhatWouldEndOrBreakTheLine) {
  EXPECT_EQ(base::quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(base::quoted("a\nb\tc\rd"), R"("a\nb\tc\rd")");
}

TEST(Quoted, EscapesWhatATerminalObeys) {
  EXPECT_EQ(base::quoted("\x1b[2J"), R"("\x1b[2J")");
  EXPECT_EQ(base::quoted("\x7f\0"s), R"("\x7f\x00")");
  EXPECT_EQ(base::quoted("\xc2\x9b"), R"("\u{9b}")") << "the C1 form of ESC [";
}

TEST(Quoted, EscapesWhatIsInvisibleOrReordersText) {
  EXPECT_EQ(base::quoted("\xe2\x80\xae"), R"("\u{202e}")");
  EXPECT_EQ(base::quoted("\xe2\x81\xa6"), R"("\u{2066}")");
  EXPECT_EQ(base::quoted("a\xe2\x80\x8b"), R"("a\u{200b}")");
  EXPECT_EQ(base::quoted("\xef\xbb\xbf"), R"("\u{feff}")");
  EXPECT_EQ(base::quoted("\xf3\xa0\x81\x81"), R"("\u{e0041}")");
}

TEST(Quoted, EscapesBytesThatAreNotUtf8) {
  EXPECT_EQ(base::quoted("\xff"), R"("\xff")");
  EXPECT_EQ(base::quoted("\xc3"), R"("\xc3")") << "cut short";
  EXPECT_EQ(base::quoted("\xc0\xaf"), R"("\xc0\xaf")") << "longer than need be";
  EXPECT_EQ(base::quoted("\xed\xa0\x80"), R"("\xed\xa0\x80")") << "half of a surrogate pair";
  EXPECT_EQ(base::quoted("\xf4\x90\x80\x80"), R"("\xf4\x90\x80\x80")") << "beyond Unicode";
  EXPECT_EQ(base::quoted("\xe2\x28\xa1"), R"("\xe2(\xa1")");
}

TEST(Quoted, CutsAHugeTextAndSaysSo) {
  const std::string text = base::quoted(std::string(100'000, 'x'));
  EXPECT_EQ(text, "\"" + std::string(1024, 'x') + "...\"");
}

TEST(Quoted, NeverLetsAnyByteThroughThatIsNotPrintable) {
  for (int first = 0; first < 256; ++first) {
    const std::string text = base::quoted(std::string(1, static_cast<char>(first)));
    for (const char letter : text) EXPECT_TRUE(letter >= 0x20 && letter < 0x7f) << first;
  }
}

TEST(IsPrintable, AgreesWithWhatQuotedEscapes) {
  EXPECT_TRUE(is_printable(""));
  EXPECT_TRUE(is_printable("Zürich \"quoted\" \\"));
  EXPECT_FALSE(is_printable("a\nb"));
  EXPECT_FALSE(is_printable("\x1b"));
  EXPECT_FALSE(is_printable("ab\xff"));
  EXPECT_FALSE(is_printable("\xe2\x80\xae"));
}

}  // namespace
}  // namespace mydocker::base

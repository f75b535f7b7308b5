// Tables, error texts and help texts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "command.hpp"
#include "output/help.hpp"
#include "output/standard_streams.hpp"
#include "output/text_layout.hpp"

namespace mydocker::cli {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

TEST(TextTable, MakesEachColumnAsWideAsItsWidestCell) {
  TextTable table({"NAME", "ID"});
  table.add({"a-long-name", "1"});
  table.add({"b", "22"});
  EXPECT_EQ(table.text(),
            "NAME          ID\n"
            "a-long-name   1\n"
            "b             22\n");
}

TEST(TextTable, OfNoRowsIsItsHeadings) {
  EXPECT_EQ(TextTable({"NAME", "ID"}).text(), "NAME   ID\n");
}

TEST(TextTable, HasNoBlanksAfterAnEmptyHeading) {
  TextTable table({"A", ""});
  table.add({"1", "2"});
  EXPECT_EQ(table.text(), "A\n1   2\n");
}

TEST(TextTable, CutsNoWordAsLongAsItsColumnsFit) {
  TextTable table({"HOST ADDRESS", "CONTAINER PORT"}, 25);
  table.add({"192.168.100.1", "8080"});
  EXPECT_EQ(table.text(),
            "HOST ADDRESS    CONTAINER\n"
            "                PORT\n"
            "192.168.100.1   8080\n");
}

TEST(TextTable, CutsLongWordsIfNothingElseHelps) {
  TextTable table({"HOST ADDRESS", "CONTAINER PORT"}, 22);
  table.add({"192.168.100.1", "8080"});
  EXPECT_EQ(table.text(),
            "HOST         CONTAINER\n"
            "ADDRESS      PORT\n"
            "192.168.10   8080\n"
            "0.1\n");
}

TEST(TextTable, MayLeaveItsHeadingsOut) {
  TextTable table({"A-LONG-HEADING", "B"});
  table.add({"a", "1"});
  EXPECT_EQ(table.text_without_headings(), "a   1\n");
  EXPECT_EQ(TextTable({"A"}).text_without_headings(), "");
}

TEST(TextTable, ShowsAnEmptyCellAsADash) {
  TextTable table({"A", "B"});
  table.add({"", ""});
  EXPECT_EQ(table.text(), "A   B\n-   -\n");
}

TEST(TextTable, CountsCharactersNotBytes) {
  TextTable table({"A", "B"});
  table.add({"\xc3\xa4\xc3\xb6", "x"});
  table.add({"abc", "y"});
  EXPECT_EQ(table.text(), "A     B\n\xc3\xa4\xc3\xb6    x\nabc   y\n");
}

TEST(TextTable, EscapesWhatATerminalWouldObey) {
  TextTable table({"A"});
  table.add({"x\x1b[31m\n"});
  EXPECT_EQ(table.text(), "A\nx\\x1b[31m\\n\n");
}

TEST(ErrorText, IsOneLineAndOneForEachHint) {
  const auto error = Error(ErrorKind::not_found, "no such network").hint("one").hint("two");
  EXPECT_EQ(error_text(error), "error: no such network\nhint: one\nhint: two\n");
}

TEST(ErrorText, EscapesControlBytesOnceAndLeavesQuotesAlone) {
  const Error error(ErrorKind::driver, "driver \"a\\x1b\": said\n\x07 \xe2\x80\xae");
  EXPECT_EQ(error_text(error), "error: driver \"a\\x1b\": said\\n\\x07 \\u{202e}\n");
}

TEST(ExitCode, FollowsTheKind) {
  EXPECT_EQ(exit_code(ErrorKind::in_use), 2);
  EXPECT_EQ(exit_code(ErrorKind::busy), 75);
  EXPECT_EQ(exit_code(ErrorKind::unfinished), 70);
  EXPECT_EQ(exit_code(ErrorKind::invalid_argument), 125);
  for (const auto kind : {ErrorKind::not_found, ErrorKind::already_exists, ErrorKind::exhausted,
                          ErrorKind::permission, ErrorKind::unsupported, ErrorKind::kernel,
                          ErrorKind::driver, ErrorKind::corrupt_state, ErrorKind::internal})
    EXPECT_EQ(exit_code(kind), 1);
}

TEST(ExitCode, OfSeveralIsTheGravest) {
  EXPECT_EQ(worse_exit_code(0, 0), 0);
  EXPECT_EQ(worse_exit_code(0, 1), 1);
  EXPECT_EQ(worse_exit_code(1, 75), 75);
  EXPECT_EQ(worse_exit_code(75, 2), 2);
  EXPECT_EQ(worse_exit_code(2, 1), 2);
  EXPECT_EQ(worse_exit_code(2, 70), 70);
}

TEST(HelpText, OfTheToolListsGroupsAndGlobalOptions) {
  const std::string text = help_text();
  EXPECT_THAT(text, ::testing::StartsWith("Usage: mydocker [OPTIONS] COMMAND\n"));
  for (const auto& group : groups()) EXPECT_THAT(text, HasSubstr(std::string(group.summary)));
  for (const auto& option : global_options())
    EXPECT_THAT(text, HasSubstr("--" + std::string(option.name)));
  EXPECT_THAT(text, ContainsRegex("\n  help \\[COMMAND...\\] +Print the help"));
  EXPECT_THAT(text, ContainsRegex("\n  version +Print the version\n"));
}

TEST(HelpText, OfAGroupListsItsCommandsWithTheirOtherNames) {
  const std::string text = help_text(*find_group("network"));
  EXPECT_THAT(text, ContainsRegex("\n  ls, list +List networks\n"));
  EXPECT_THAT(text, ContainsRegex("\n  create +Create a network"));
}

TEST(HelpText, OfASubgroupListsItsCommandsAlone) {
  const auto& network = *find_group("network");
  const std::string text = help_text(network, *find_subgroup(network, "ip"));
  EXPECT_THAT(text, ::testing::StartsWith("Usage: mydocker network ip COMMAND\n"));
  EXPECT_THAT(text, ContainsRegex("\nCommands:\n  ls, list +List used addresses"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("create")));
}

TEST(HelpText, OfACommandSaysHowItIsUsed) {
  const auto& inspect = *find_command(*find_group("network"), "inspect");
  EXPECT_EQ(usage_of(inspect), "mydocker network inspect [OPTIONS] NETWORK...");
  const auto& connect = *find_command(*find_group("network"), "connect");
  EXPECT_EQ(usage_of(connect), "mydocker network connect [OPTIONS] NETWORK CONTAINER");
  const auto& addresses = *find_command(*find_group("network"), "ip ls");
  EXPECT_EQ(usage_of(addresses), "mydocker network ip ls [OPTIONS] [NETWORK...]");
}

TEST(HelpText, AlignsTheExplanationsOfOptions) {
  ::setenv("COLUMNS", "80", 1);
  const std::string text = help_text(*find_command(*find_group("network"), "rm"));
  ::unsetenv("COLUMNS");
  EXPECT_THAT(
      text,
      HasSubstr("Options:\n"
                "  -f, --force     Disconnect the containers first; ignore missing networks; keep\n"
                "                  resources that need a missing driver\n"
                "      --dry-run   Change nothing; print a script that does the same\n"));
}

// Rules for all commands, also for future ones.
TEST(HelpText, HasAnExampleAtEachLevelAndNoLongLines) {
  std::vector<std::string> texts{help_text()};
  for (const auto& group : groups()) {
    texts.push_back(help_text(group));
    for (const Command* command : group.commands) {
      texts.push_back(help_text(*command));
      EXPECT_EQ(command->group, group.name) << command->name;
    }
  }
  for (const auto& text : texts) {
    EXPECT_THAT(text, HasSubstr("\nExample:\n  ")) << text;
    std::size_t start = 0;
    for (std::size_t end = 0; (end = text.find('\n', start)) != std::string::npos; start = end + 1)
      EXPECT_LE(end - start, 100U) << text.substr(start, end - start);
  }
}

}  // namespace
}  // namespace mydocker::cli

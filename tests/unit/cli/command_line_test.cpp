#include "command_line.hpp"

#include "command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mydocker::cli {
namespace command_line_test {

using ::testing::ElementsAre;
using Texts = std::vector<std::string>;

Texts words_of(const std::string& line) {
  Texts words;
  std::string word;
  for (const char c : line + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  return words;
}

struct Good {
  std::string words;
  std::string command;                   // "network create"
  std::string operands;                  // joined by spaces
  std::map<std::string, Texts> options;  // options of the command
  std::map<std::string, Texts> globals;
};

void PrintTo(const Good& good, std::ostream* out) { *out << good.words; }

class GoodLine : public ::testing::TestWithParam<Good> {};

TEST_P(GoodLine, IsTakenApart) {
  const Good& expected = GetParam();
  const auto line = parse_command_line(words_of(expected.words));
  ASSERT_TRUE(line.ok()) << line.error().message();
  ASSERT_EQ(line->purpose, Purpose::run);
  EXPECT_EQ(std::string(line->group->name) + " " + std::string(line->command->name),
            expected.command);
  EXPECT_EQ(line->arguments.operands(), words_of(expected.operands));
  for (const auto& [name, values] : expected.options) {
    EXPECT_TRUE(line->arguments.has(name)) << name;
    EXPECT_EQ(line->arguments.texts(name), values) << name;
    EXPECT_FALSE(line->globals.has(name)) << name;
  }
  for (const auto& [name, values] : expected.globals) {
    EXPECT_TRUE(line->globals.has(name)) << name;
    EXPECT_EQ(line->globals.texts(name), values) << name;
    EXPECT_FALSE(line->arguments.has(name)) << name;
  }
}

const Texts kFlag{};  // the values of an option without a value

INSTANTIATE_TEST_SUITE_P(
    Commands, GoodLine,
    ::testing::Values(Good{"network create web", "network create", "web", {}, {}},
                      Good{"network ls", "network ls", "", {}, {}},
                      Good{"network list", "network ls", "", {}, {}},
                      Good{"network inspect a b c", "network inspect", "a b c", {}, {}},
                      Good{"network rm a", "network rm", "a", {}, {}},
                      Good{"network remove a b", "network rm", "a b", {}, {}},
                      Good{"network connect web c1", "network connect", "web c1", {}, {}},
                      Good{"network disconnect web c1", "network disconnect", "web c1", {}, {}},
                      Good{"network ip ls", "network ip ls", "", {}, {}},
                      Good{"network ip list a b", "network ip ls", "a b", {}, {}},
                      Good{"-q network --debug ip ls a",
                           "network ip ls",
                           "a",
                           {},
                           {{"quiet", kFlag}, {"debug", kFlag}}},
                      Good{"network prune", "network prune", "", {}, {}},
                      Good{"network exists web", "network exists", "web", {}, {}},
                      Good{"network export", "network export", "", {}, {}},
                      Good{"network export a b", "network export", "a b", {}, {}},
                      Good{"network update web", "network update", "web", {}, {}},
                      Good{"network apply -f x", "network apply", "", {{"file", {"x"}}}, {}},
                      Good{"completion bash", "completion bash", "", {}, {}},
                      Good{"driver ls", "driver ls", "", {}, {}},
                      Good{"driver list", "driver ls", "", {}, {}},
                      Good{"driver inspect bridge", "driver inspect", "bridge", {}, {}}));

INSTANTIATE_TEST_SUITE_P(
    Options, GoodLine,
    ::testing::Values(
        Good{"network create -d none web", "network create", "web", {{"driver", {"none"}}}, {}},
        Good{"network create -d=none web", "network create", "web", {{"driver", {"none"}}}, {}},
        Good{"network create -qd=none web",
             "network create",
             "web",
             {{"driver", {"none"}}},
             {{"quiet", kFlag}}},
        Good{"network create -- -d=none", "network create", "-d=none", {}, {}},
        Good{"network create --internal=true web",
             "network create",
             "web",
             {{"internal", kFlag}},
             {}},
        Good{"network create --internal=false web", "network create", "web", {}, {}},
        Good{"network rm -f=true web", "network rm", "web", {{"force", kFlag}}, {}},
        Good{"network create -- --internal=false", "network create", "--internal=false", {}, {}},
        Good{"network create -dnone web", "network create", "web", {{"driver", {"none"}}}, {}},
        Good{"network create --driver none web",
             "network create",
             "web",
             {{"driver", {"none"}}},
             {}},
        Good{"network create --driver=none web",
             "network create",
             "web",
             {{"driver", {"none"}}},
             {}},
        Good{"network create web --driver none",
             "network create",
             "web",
             {{"driver", {"none"}}},
             {}},
        Good{"network create --subnet 10.1.0.0/24 web --subnet=10.2.0.0/24",
             "network create",
             "web",
             {{"subnet", {"10.1.0.0/24", "10.2.0.0/24"}}},
             {}},
        Good{"network create -o a=b --opt c=d -oe=f web",
             "network create",
             "web",
             {{"opt", {"a=b", "c=d", "e=f"}}},
             {}},
        Good{"network create --ipv6 web", "network create", "web", {{"ipv6", {"true"}}}, {}},
        Good{"network create --ipv4=false --ipv6=true web",
             "network create",
             "web",
             {{"ipv4", {"false"}}, {"ipv6", {"true"}}},
             {}},
        Good{"network create -o x -- --ipv6", "network create", "--ipv6", {{"opt", {"x"}}}, {}},
        Good{"network create web --ipv6", "network create", "web", {{"ipv6", {"true"}}}, {}},
        Good{"network create -o=a=b web", "network create", "web", {{"opt", {"a=b"}}}, {}},
        Good{"network create --opt=a=b=c web", "network create", "web", {{"opt", {"a=b=c"}}}, {}},
        Good{"network create --label x --label y=1 web --internal --dry-run",
             "network create",
             "web",
             {{"label", {"x", "y=1"}}, {"internal", kFlag}, {"dry-run", kFlag}},
             {}},
        Good{"network create --gateway 10.1.0.1 --ip-range 10.1.0.8/29 --aux-address a=10.1.0.2 w",
             "network create",
             "w",
             {{"gateway", {"10.1.0.1"}},
              {"ip-range", {"10.1.0.8/29"}},
              {"aux-address", {"a=10.1.0.2"}}},
             {}},
        Good{"network create --internal --internal web",
             "network create",
             "web",
             {{"internal", kFlag}},
             {}},
        Good{"network create -v web", "network create", "web", {{"verbose", kFlag}}, {}},
        Good{"network rm a -f b", "network rm", "a b", {{"force", kFlag}}, {}},
        Good{"network rm --force --dry-run a",
             "network rm",
             "a",
             {{"force", kFlag}, {"dry-run", kFlag}},
             {}},
        Good{"network connect --ip 10.0.0.2 web --mac-address 02:00:00:00:00:01 c1 --ifname eth5",
             "network connect",
             "web c1",
             {{"ip", {"10.0.0.2"}}, {"mac-address", {"02:00:00:00:00:01"}}, {"ifname", {"eth5"}}},
             {}},
        Good{"network connect --driver-opt a=1 --driver-opt b=2 --pid 7 web c1",
             "network connect",
             "web c1",
             {{"driver-opt", {"a=1", "b=2"}}, {"pid", {"7"}}},
             {}},
        Good{"driver inspect --format json bridge",
             "driver inspect",
             "bridge",
             {{"format", {"json"}}},
             {}}));

INSTANTIATE_TEST_SUITE_P(
    EndOfOptions, GoodLine,
    ::testing::Values(
        Good{"network create -- --internal", "network create", "--internal", {}, {}},
        Good{
            "network create --internal -- web", "network create", "web", {{"internal", kFlag}}, {}},
        Good{"network rm -f -- -f --help", "network rm", "-f --help", {{"force", kFlag}}, {}},
        Good{"network inspect a -- b -q", "network inspect", "a b -q", {}, {}},
        Good{"network inspect -", "network inspect", "-", {}, {}}));

const std::map<std::string, Texts> kDirS{{"state-dir", {"/s"}}};

INSTANTIATE_TEST_SUITE_P(
    GlobalOptions, GoodLine,
    ::testing::Values(
        Good{"--state-dir /s network create web", "network create", "web", {}, kDirS},
        Good{"network --state-dir /s create web", "network create", "web", {}, kDirS},
        Good{"network create --state-dir /s web", "network create", "web", {}, kDirS},
        Good{"network create web --state-dir /s", "network create", "web", {}, kDirS},
        Good{"--state-dir=/s network create web", "network create", "web", {}, kDirS},
        Good{"network --state-dir=/s create web", "network create", "web", {}, kDirS},
        Good{"network create web --state-dir=/s", "network create", "web", {}, kDirS},
        Good{"--state-dir network network create web",
             "network create",
             "web",
             {},
             {{"state-dir", {"network"}}}},
        Good{"--driver-dir /a network --driver-dir /b ls --driver-dir /c",
             "network ls",
             "",
             {},
             {{"driver-dir", {"/a", "/b", "/c"}}}},
        Good{"--debug --run-dir /r network --config /c ls",
             "network ls",
             "",
             {},
             {{"debug", kFlag}, {"run-dir", {"/r"}}, {"config", {"/c"}}}},
        Good{"-q network create web", "network create", "web", {}, {{"quiet", kFlag}}},
        Good{"network -q create web", "network create", "web", {}, {{"quiet", kFlag}}},
        Good{"network create -q web", "network create", "web", {}, {{"quiet", kFlag}}},
        Good{"network create web --quiet", "network create", "web", {}, {{"quiet", kFlag}}},
        Good{"network rm -qf web", "network rm", "web", {{"force", kFlag}}, {{"quiet", kFlag}}},
        Good{"-q network ls", "network ls", "", {}, {{"quiet", kFlag}}},
        Good{"network --quiet ls", "network ls", "", {}, {{"quiet", kFlag}}},
        Good{"network ls -q", "network ls", "", {{"quiet", kFlag}}, {}},
        Good{"network ls --quiet --debug",
             "network ls",
             "",
             {{"quiet", kFlag}},
             {{"debug", kFlag}}}));

TEST(CommandLine, KeepsTheTwoMeaningsOfQuietApart) {
  const auto line = parse_command_line(words_of("-q network ls -q"));
  ASSERT_TRUE(line.ok());
  EXPECT_TRUE(line->globals.has("quiet"));
  EXPECT_TRUE(line->arguments.has("quiet"));
}

TEST(CommandLine, KeepsAnEmptyOperand) {
  const auto line = parse_command_line({"network", "create", ""});
  ASSERT_TRUE(line.ok());
  EXPECT_THAT(line->arguments.operands(), ElementsAre(""));
}

struct Bad {
  std::string words;
  std::string message;
  Texts hints;
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.words; }

class BadLine : public ::testing::TestWithParam<Bad> {};

TEST_P(BadLine, IsRefused) {
  const auto line = parse_command_line(words_of(GetParam().words));
  ASSERT_FALSE(line.ok());
  EXPECT_EQ(line.error().message(), GetParam().message);
  EXPECT_EQ(line.error().hints(), GetParam().hints);
}

INSTANTIATE_TEST_SUITE_P(
    Words, BadLine,
    ::testing::Values(
        Bad{"version network", "too many operands: \"network\"", {"mydocker --help"}},
        Bad{"verson",
            "unknown command \"verson\"",
            {"did you mean \"version\"?", "mydocker --help"}},
        Bad{"help netwrok",
            "unknown command \"netwrok\"",
            {"did you mean \"network\"?", "mydocker --help"}},
        Bad{"network help craete",
            "unknown command \"craete\" of \"mydocker network\"",
            {"did you mean \"create\"?", "mydocker network --help"}},
        Bad{"netwrok ls",
            "unknown command \"netwrok\"",
            {"did you mean \"network\"?", "mydocker --help"}},
        Bad{"zzz", "unknown command \"zzz\"", {"mydocker --help"}},
        Bad{"network craete web",
            "unknown command \"craete\" of \"mydocker network\"",
            {"did you mean \"create\"?", "mydocker network --help"}},
        Bad{"network version",
            "unknown command \"version\" of \"mydocker network\"",
            {"did you mean \"mydocker version\"?", "mydocker network --help"}},
        Bad{"driver zzz",
            "unknown command \"zzz\" of \"mydocker driver\"",
            {"mydocker driver --help"}},
        Bad{"network ip las",
            "unknown command \"las\" of \"mydocker network ip\"",
            {"did you mean \"ls\"?", "mydocker network ip --help"}},
        Bad{"network exists", "missing operand NETWORK", {"mydocker network exists --help"}},
        Bad{"-- network ls", "unknown command \"--\"", {"mydocker --help"}},
        Bad{"network create", "missing operand NETWORK", {"mydocker network create --help"}},
        Bad{"network create --internal",
            "missing operand NETWORK",
            {"mydocker network create --help"}},
        Bad{"network create a b", "too many operands: \"b\"", {"mydocker network create --help"}},
        Bad{"network ls a", "too many operands: \"a\"", {"mydocker network ls --help"}},
        Bad{"network inspect", "missing operand NETWORK", {"mydocker network inspect --help"}},
        Bad{"network rm -f", "missing operand NETWORK", {"mydocker network rm --help"}},
        Bad{"network connect web",
            "missing operand CONTAINER",
            {"mydocker network connect --help"}},
        Bad{"network disconnect a b c",
            "too many operands: \"c\"",
            {"mydocker network disconnect --help"}}));

INSTANTIATE_TEST_SUITE_P(
    Options, BadLine,
    ::testing::Values(
        Bad{"--stat-dir /s network ls",
            "unknown option \"--stat-dir\"",
            {"did you mean \"--state-dir\"?", "mydocker --help"}},
        Bad{"-z network ls", "unknown option \"-z\"", {"mydocker --help"}},
        Bad{"network --dry-run create web",
            "unknown option \"--dry-run\"",
            {"mydocker network --help"}},
        Bad{"network create --subent=10.0.0.0/8 web",
            "unknown option \"--subent\"",
            {"did you mean \"--subnet\"?", "mydocker network create --help"}},
        Bad{"network create --sub 10.0.0.0/8 web",
            "unknown option \"--sub\"",
            {"did you mean \"--subnet\"?", "mydocker network create --help"}},
        Bad{"network create -x web", "unknown option \"-x\"", {"mydocker network create --help"}},
        Bad{"network create web --subnet",
            "option \"--subnet\" needs a value",
            {"mydocker network create --help"}},
        Bad{"network create web --subnet=",
            "option \"--subnet\" needs a value",
            {"mydocker network create --help"}},
        Bad{"network create web -o",
            "option \"--opt\" needs a value",
            {"mydocker network create --help"}},
        Bad{"network create --internal=yes web",
            "option \"--internal\" does not take a value",
            {"mydocker network create --help"}},
        Bad{"network create web -d=",
            "option \"--driver\" needs a value",
            {"mydocker network create --help"}},
        Bad{"network rm -f=x web",
            "option \"--force\" does not take a value",
            {"mydocker network rm --help"}},
        Bad{"--state-dir", "option \"--state-dir\" needs a value", {"mydocker --help"}},
        Bad{"network create -d none --driver bridge web",
            "option \"--driver\" is given twice",
            {"mydocker network create --help"}},
        Bad{"--config /a network ls --config /b",
            "option \"--config\" is given twice",
            {"mydocker network ls --help"}},
        Bad{"network connect --pid 1 --pid 2 web c1",
            "option \"--pid\" is given twice",
            {"mydocker network connect --help"}}));

// A command line with a word from another tool, and the suggested command.
class Suggestion : public ::testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(Suggestion, IsTheCommandThatDoesTheSame) {
  const auto line = parse_command_line(words_of(GetParam().first));
  ASSERT_FALSE(line.ok());
  EXPECT_EQ(line.error().hints().front(), "did you mean \"" + GetParam().second + "\"?");
}

INSTANTIATE_TEST_SUITE_P(
    Synonyms, Suggestion,
    ::testing::Values(
        std::pair("network delete web", "rm"), std::pair("network show web", "inspect"),
        std::pair("network attach web c1", "connect"), std::pair("network ps", "ls"),
        std::pair("network detach web c1", "disconnect"), std::pair("network add web", "create"),
        std::pair("network forward web", "publish"), std::pair("network repair", "reload"),
        std::pair("network edit web", "update"), std::pair("network ports", "port ls"),
        std::pair("network check", "reload --dry-run"), std::pair("driver delete lan", "rm"),
        std::pair("driver show lan", "inspect"), std::pair("driver create lan", "new"),
        std::pair("completion sh", "bash"), std::pair("completion ksh", "bash"),
        std::pair("networks ls", "network"), std::pair("ls", "network ls"),
        std::pair("attach web c1", "network connect"), std::pair("install x", "driver install"),
        std::pair("help network show", "inspect"), std::pair("network ip lst", "ls")));

TEST(Synonyms, StandForCommandsAndAreNone) {
  for (const auto& group : groups())
    for (const auto& [word, meant] : group.synonyms) {
      EXPECT_EQ(find_command(group, word), nullptr) << word;
      EXPECT_NE(find_command(group, meant.substr(0, meant.find(" --"))), nullptr) << meant;
    }
  for (const auto& [word, meant] : group_synonyms()) {
    EXPECT_EQ(find_group(word), nullptr) << word;
    EXPECT_TRUE(find_group(meant) != nullptr || meant == "help") << meant;
  }
}

struct Asked {
  std::string words;
  Purpose purpose;
  std::string group;
  std::string command;  // or the subgroup
};

void PrintTo(const Asked& asked, std::ostream* out) { *out << asked.words; }

class AskingLine : public ::testing::TestWithParam<Asked> {};

TEST_P(AskingLine, SaysWhatIsAskedFor) {
  const auto line = parse_command_line(words_of(GetParam().words));
  ASSERT_TRUE(line.ok()) << line.error().message();
  EXPECT_EQ(line->purpose, GetParam().purpose);
  EXPECT_EQ(line->group == nullptr ? "" : line->group->name, GetParam().group);
  const auto subgroup = line->subgroup == nullptr ? "" : line->subgroup->name;
  EXPECT_EQ(line->command == nullptr ? subgroup : line->command->name, GetParam().command);
}

INSTANTIATE_TEST_SUITE_P(
    Help, AskingLine,
    ::testing::Values(Asked{"--help", Purpose::help, "", ""}, Asked{"-h", Purpose::help, "", ""},
                      Asked{"network --help", Purpose::help, "network", ""},
                      Asked{"--help network", Purpose::help, "network", ""},
                      Asked{"network create --help", Purpose::help, "network", "create"},
                      Asked{"network create -h --internal", Purpose::help, "network", "create"},
                      Asked{"-h network create", Purpose::help, "network", "create"},
                      Asked{"network create a b c --help", Purpose::help, "network", "create"},
                      Asked{"driver inspect --help", Purpose::help, "driver", "inspect"},
                      Asked{"--version", Purpose::version, "", ""},
                      Asked{"--help --version", Purpose::help, "", ""}));

INSTANTIATE_TEST_SUITE_P(
    HelpWithoutTheOption, AskingLine,
    ::testing::Values(Asked{"", Purpose::help, "", ""}, Asked{"--debug", Purpose::help, "", ""},
                      Asked{"network", Purpose::help, "network", ""},
                      Asked{"network -q", Purpose::help, "network", ""},
                      Asked{"driver", Purpose::help, "driver", ""},
                      Asked{"network ip", Purpose::help, "network", "ip"},
                      Asked{"network port --help", Purpose::help, "network", "port"},
                      Asked{"network ip ls --help", Purpose::help, "network", "ip ls"},
                      Asked{"help", Purpose::help, "", ""},
                      Asked{"help help", Purpose::help, "", ""},
                      Asked{"help network", Purpose::help, "network", ""},
                      Asked{"help network create", Purpose::help, "network", "create"},
                      Asked{"help network port ls", Purpose::help, "network", "port ls"},
                      Asked{"network help", Purpose::help, "network", ""},
                      Asked{"network help create", Purpose::help, "network", "create"},
                      Asked{"network ip help", Purpose::help, "network", "ip"},
                      Asked{"-q help network -q ls", Purpose::help, "network", "ls"}));

INSTANTIATE_TEST_SUITE_P(Version, AskingLine,
                         ::testing::Values(Asked{"version", Purpose::version, "", ""},
                                           Asked{"-v", Purpose::version, "", ""},
                                           Asked{"version -q", Purpose::version, "", ""},
                                           Asked{"version --help", Purpose::help, "", ""}));

}  // namespace command_line_test
}  // namespace mydocker::cli

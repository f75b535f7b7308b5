// Completion in real shells with the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

bool has(const std::string& program) { return shell("command -v " + program).code == 0; }

class CompletionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    must("ip netns add ns1 && ip netns add ns2");
    for (const char* line :
         {"network create web", "network create db -d none", "network connect web ns1"})
      ASSERT_EQ(mydocker_.line(std::string("-q ") + line).code, 0) << line;
  }

  // The output of the program, without help texts, separated by spaces.
  std::string answer(const std::string& line) const {
    const auto words = Mydocker::program() + " __complete --state-dir " + mydocker_.state_dir();
    const auto outcome = shell(words + " " + line + " | cut -f1");
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.err, "");
    return joined(outcome.out);
  }

  static std::string joined(std::string lines) {
    while (lines.ends_with('\n')) lines.pop_back();
    std::ranges::replace(lines, '\n', ' ');
    return lines;
  }

  // Runs a script of the shell, with the program in the path and `$state` set.
  std::string asked(const std::vector<std::string>& interpreter, const std::string& script) const {
    std::ofstream("/run/asks") << script;
    auto words = interpreter;
    words.emplace_back("/run/asks");
    const auto outcome = run(words, {{"PATH", "/run/mydocker/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                                     {"HOME", "/run"},
                                     {"state", mydocker_.state_dir()}});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }

  // The candidates of bash; the last word is under the cursor. The words are split as bash does it:
  // also at "=" and ":".
  std::string bash(const std::string& line, const std::string& words) const {
    return asked({"bash", "--norc"},
                 ". <(mydocker completion bash)\n"
                 "COMP_LINE=\"" +
                     line + "\"\nCOMP_WORDS=(" + words +
                     ")\n"
                     "COMP_POINT=${#COMP_LINE}\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                     "_mydocker && printf '%s ' \"${COMPREPLY[@]}\"\n");
  }

  Mydocker mydocker_;
};

TEST_F(CompletionTest, KnowsWhatIsThere) {
  EXPECT_EQ(answer("network rm ''"), "db web");
  EXPECT_EQ(answer("network connect web ''"), "ns2");
  EXPECT_EQ(answer("network connect db ''"), "ns1 ns2");
  EXPECT_EQ(answer("network disconnect web ''"), "ns1");
  EXPECT_EQ(answer("network create -d ''"), "bridge cni host macvlan none");
  EXPECT_THAT(answer("network create -o ''"), HasSubstr("masquerade="));
  EXPECT_EQ(answer("network create -o masquerade="), "masquerade=true masquerade=false");
  EXPECT_THAT(answer("network create -o bridge-name="), HasSubstr("bridge-name=web"));
}

TEST_F(CompletionTest, AsksBash) {
  EXPECT_EQ(bash("mydocker net", "mydocker net"), "network ");
  EXPECT_EQ(bash("mydocker --state-dir $state network rm ",
                 "mydocker --state-dir \"$state\" network rm ''"),
            "db web ");
  EXPECT_EQ(bash("mydocker --state-dir $state network disconnect web n",
                 "mydocker --state-dir \"$state\" network disconnect web n"),
            "ns1 ");
}

TEST_F(CompletionTest, GivesBashTheRestOfAWordThatItHasSplit) {
  EXPECT_EQ(bash("mydocker network create -o masq", "mydocker network create -o masq"),
            "masquerade= masquerade-ports= ");
  EXPECT_EQ(
      bash("mydocker network create -o masquerade=", "mydocker network create -o masquerade ="),
      "true false ");
  EXPECT_EQ(
      bash("mydocker network create -o masquerade=t", "mydocker network create -o masquerade = t"),
      "true ");
  EXPECT_EQ(bash("mydocker network create --opt=masq", "mydocker network create --opt = masq"),
            "masquerade= masquerade-ports= ");
  EXPECT_EQ(bash("mydocker network create --opt=masquerade=f",
                 "mydocker network create --opt = masquerade = f"),
            "false ");
  // A space ends a word, also after "=".
  EXPECT_THAT(
      bash("mydocker network create --label a= --int", "mydocker network create --label a = --int"),
      HasSubstr("--internal "));
}

TEST_F(CompletionTest, AsksZsh) {
  if (!has("zsh")) GTEST_SKIP() << "zsh is not installed";
  // Replacements for the functions of zsh's completion system.
  const auto offered = asked({"zsh", "-f"},
                             "compdef() { : }\n"
                             "_describe() { print -r -- \"${(@P)2}\" }\n"
                             ". <(mydocker completion zsh)\n"
                             "words=(mydocker --state-dir $state network rm ''); CURRENT=$#words\n"
                             "_mydocker\n"
                             "words=(mydocker network create -o masquerade=); CURRENT=$#words\n"
                             "_mydocker\n");
  EXPECT_EQ(offered, "db:none network web:bridge network\nmasquerade=true masquerade=false\n");
}

TEST_F(CompletionTest, AsksFish) {
  if (!has("fish")) GTEST_SKIP() << "fish is not installed";
  const auto offered = asked({"fish", "--no-config"},
                             "mydocker completion fish | source\n"
                             "complete -C \"mydocker --state-dir $state network rm \"\n"
                             "complete -C 'mydocker network create --opt=masquerade=t'\n");
  EXPECT_EQ(offered, "db\tnone network\nweb\tbridge network\n--opt=masquerade=true\n");
}

TEST_F(CompletionTest, MakesNoDirectory) {
  const auto outcome =
      shell(Mydocker::program() + " __complete --state-dir /run/nowhere network rm ''");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.out + outcome.err, "");
  EXPECT_EQ(shell("ls -d /run/nowhere /run/mydocker/network").out, "");
}

TEST_F(CompletionTest, LeavesRecoveryToCommands) {
  const auto killed = mydocker_.line("network create third", {{"MYDOCKER_FAULT", "kill:3"}});
  ASSERT_EQ(killed.code, 137);
  const auto before = snapshot_here() + records_in(mydocker_.state_dir());
  EXPECT_EQ(answer("network rm ''"), "db web");
  EXPECT_EQ(difference(snapshot_here() + records_in(mydocker_.state_dir()), before), "");
}

TEST_F(CompletionTest, SaysNothingWhateverIsWrong) {
  must("echo nonsense > " + mydocker_.state_dir() + "/definitions.db");
  for (const std::string line :
       {"", "''", "no such thing ''", "--nope ''", "--state-dir", "--state-dir ''", "-", "--",
        "-- -", "network rm ''", "network create --opt=", "--config /nowhere network create -d ''",
        "network create -o = ''", "--driver-dir '' network create -d ''"}) {
    const auto outcome = shell(Mydocker::program() + " __complete --state-dir " +
                               mydocker_.state_dir() + " " + line);
    EXPECT_EQ(outcome.code, 0) << line;
    EXPECT_EQ(outcome.err, "") << line;
  }
}

TEST_F(CompletionTest, OfAnOrdinaryUserKnowsAllButTheNetworks) {
  const std::string ask =
      "setpriv --reuid 65534 --regid 65534 --clear-groups " + Mydocker::program() + " __complete ";
  const auto drivers = shell(ask + "network create -d '' 2>&1 | cut -f1");
  EXPECT_EQ(joined(drivers.out), "bridge cni host macvlan none");
  const auto networks = shell(ask + "--state-dir " + mydocker_.state_dir() + " network rm '' 2>&1");
  EXPECT_EQ(networks.out, "");
}

}  // namespace
}  // namespace mydocker::testing

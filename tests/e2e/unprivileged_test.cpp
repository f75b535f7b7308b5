// Commands of a user without root, in the host's namespaces and in a user namespace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace unprivileged_test {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kUser = "setpriv --reuid 1000 --regid 1000 --clear-groups ";

// Runs the program as user 1000 with a state directory of that user.
Outcome as_user(const std::string& words, const std::string& in = "") {
  must("install -d -o 1000 -g 1000 -m 700 /run/lab");
  return shell(kUser + in + Mydocker::program() + " --state-dir /run/lab " + words);
}

TEST(Unprivileged, AUserReadsAndMakesADryRun) {
  must("ip link set lo up");
  const auto dry = as_user("network create --dry-run n --subnet 192.0.2.0/24");
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("ip link add name n up"));
  EXPECT_THAT(dry.out, HasSubstr("sysctl -q -w net.ipv4.ip_forward=1"));
  EXPECT_THAT(dry.out, HasSubstr("table inet mydocker {"));
  EXPECT_EQ(as_user("network ls").code, 0);
  const auto refused = as_user("network create n");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("needs root"));
}

// A state directory of root.
class RootsState : public ::testing::Test {
 protected:
  void SetUp() override {
    must("ip netns add c1 && ip netns add c2 && chmod 711 " + mydocker_.state_dir());
    ASSERT_EQ(mydocker_.line("network create n --subnet 192.0.2.0/24").code, 0);
    ASSERT_EQ(mydocker_.line("network connect n c1 -p 8080:80").code, 0);
  }
  [[nodiscard]] Outcome by_root(const std::string& words) const {
    return shell(Mydocker::program() + " --state-dir " + mydocker_.state_dir() + " " + words);
  }
  [[nodiscard]] Outcome by_user(const std::string& words) const {
    return shell(kUser + Mydocker::program() + " --state-dir " + mydocker_.state_dir() + " " +
                 words);
  }
  Mydocker mydocker_;
};

TEST_F(RootsState, IsReadByEveryUser) {
  for (const char* words :
       {"network ls", "network ip ls", "network port ls", "network export", "network exists n",
        "network inspect n --format '{{.Name}} {{len .Containers}}'", "network verify"}) {
    const auto seen = by_user(words);
    EXPECT_EQ(seen.code, 0) << words << "\n" << seen.err;
    EXPECT_EQ(seen.out, by_root(words).out) << words;
  }
  EXPECT_EQ(by_user("network inspect nope").code, 1);
}

TEST_F(RootsState, GivesEveryUserTheSameDryRuns) {
  for (const char* words :
       {"network create --dry-run m", "network connect --dry-run n c2 -p 81:81",
        "network reload --dry-run n", "network reload --dry-run --all",
        "network disconnect --dry-run n c1", "network publish --dry-run n c1 8181:81",
        "network unpublish --dry-run n c1 8080", "network rm --force --dry-run n",
        "network prune --dry-run", "network update --dry-run n --label a=b"}) {
    const auto dry = by_user(words);
    EXPECT_EQ(dry.code, 0) << words << "\n" << dry.err;
    EXPECT_EQ(dry.out, by_root(words).out) << words;
  }
}

TEST_F(RootsState, IsChangedByRootOnly) {
  for (const char* words : {"network create m", "network rm -f n", "network disconnect n c1"}) {
    const auto refused = by_user(words);
    EXPECT_EQ(refused.code, 1) << words;
    EXPECT_THAT(refused.err, HasSubstr("hint: run it with sudo")) << words;
  }
  const auto dir = mydocker_.state_dir();
  const auto modes = shell("stat -c '%a %n' " + dir + "/* " + dir + "/run/*").out;
  for (const char* file : {"definitions.db-lock", "run/runtime.db-lock", "run/locks"})
    EXPECT_THAT(modes, HasSubstr("600 " + dir + "/" + file));
  EXPECT_THAT(modes, HasSubstr("711 " + dir + "/run\n"));
}

// A user who can read a file can lock it with flock(2) and fcntl(2).
TEST_F(RootsState, IsNotLockedByOtherUsers) {
  must("chmod 755 " + mydocker_.state_dir() + " " + mydocker_.state_dir() + "/run");
  const std::string lock =
      "import fcntl, os, struct, sys\n"
      "held = []\n"
      "for folder, _, files in os.walk(sys.argv[1]):\n"
      "    for path in [folder] + [os.path.join(folder, name) for name in files]:\n"
      "        try: held.append(os.open(path, os.O_RDONLY))\n"
      "        except PermissionError: continue\n"
      "        fcntl.flock(held[-1], fcntl.LOCK_EX)\n"
      "        if os.path.isfile(path):\n"
      "            fcntl.fcntl(held[-1], 37, struct.pack('hhqqi', 0, 0, 0, 0, 0))\n"
      "print(len(held), flush=True)\n"
      "sys.stdin.read()\n";
  const auto dir = mydocker_.state_dir();
  const std::string program = "timeout 20 " + Mydocker::program() + " --state-dir " + dir + " -q ";
  const auto outcome = shell(
      "mkfifo /run/keep && exec 9<>/run/keep && " + std::string(kUser) + "python3 -c \"" + lock +
      "\" " + dir + " < /run/keep > /run/held & while ! [ -s /run/held ]; do sleep 0.05; done; " +
      program + "network create m && " + program + "network connect m c2 && " + program +
      "network rm -f m; code=$?; kill $!; cat /run/held; exit $code");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\n6\n")) << "two directories, two databases, two journals";
}

// The state may not exist yet, while another user holds the lock of its directory.
TEST(FreshState, IsCreatedInALockedDirectory) {
  must("install -d -m 755 /run/fresh");
  const auto made =
      shell("mkfifo /run/keep && exec 9<>/run/keep && " + std::string(kUser) +
            "flock -F /run/fresh sh -c 'echo locked; exec cat' < /run/keep > /run/held & "
            "while ! [ -s /run/held ]; do sleep 0.05; done; timeout 20 " +
            Mydocker::program() +
            " --state-dir /run/fresh -q network create m; code=$?; kill $!; "
            "exit $code");
  EXPECT_EQ(made.code, 0) << made.err;
}

TEST(Unprivileged, AnUnreadableStateIsOneClearLine) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create n --subnet 192.0.2.0/24").code, 0);
  for (const char* words : {"network ls", "network inspect n", "network create --dry-run m"}) {
    const auto refused =
        shell(kUser + Mydocker::program() + " --state-dir " + mydocker.state_dir() + " " + words);
    EXPECT_EQ(refused.code, 1) << words;
    EXPECT_THAT(refused.err, HasSubstr(mydocker.state_dir())) << words;
    EXPECT_THAT(refused.err, HasSubstr("Permission denied")) << words;
    EXPECT_THAT(refused.err, HasSubstr("hint: run it with sudo")) << words;
  }
  EXPECT_EQ(shell(kUser + Mydocker::program() + " network create --help").code, 0);
}

TEST(UserNamespace, TheWholeToolWorks) {
  const std::string script =
      "set -e; P=" + Mydocker::program() +
      "; M=\"$P -q --state-dir /run/lab network\"; ip link set lo up; $M create n --subnet "
      "192.0.2.0/24 >/dev/null; sleep 100 & unshare -n sleep 100 & C=$!; "
      "for i in 1 2 3 4 5 6 7 8 9; do [ \"$(readlink /proc/$C/ns/net)\" = \"$(readlink "
      "/proc/$$/ns/net)\" ] && sleep 0.2; done; $M connect n c1 --pid $C; $M verify; "
      "$M disconnect n c1; $M rm n; kill %1 %2; nft list ruleset; ip -br link show type bridge";
  must("install -d -o 1000 -g 1000 -m 700 /run/lab");
  const auto done = shell(std::string(kUser) + "unshare -U -r -n -m bash -c '" + script + "' 2>&1");
  EXPECT_EQ(done.code, 0) << done.out;
  EXPECT_THAT(done.out, StartsWith("c1: 192.0.2.2/24")) << done.out;
  EXPECT_THAT(done.out, Not(HasSubstr("table")));
}

// The owner of the file has no mapping, and its folder is not one that only root can create.
TEST(UserNamespace, ADriverOfAnotherUserIsRefused) {
  (void)Mydocker::program();  // provides the drivers
  must(
      "install -d -o 1001 -m 755 /run/other && install -o 1001 -m 755 "
      "/run/mydocker/drivers/none.so /run/other/none.so");
  const auto refused =
      as_user("--driver-dir /run/other driver inspect /run/other/none.so", "unshare -U -r -n -m ");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("belongs to a user outside of this user namespace"));
  EXPECT_THAT(refused.err, Not(HasSubstr("chown")));
}

TEST(UserNamespace, AStateDirectoryOfAnotherUserIsRefused) {
  must("install -d -o 1001 -m 755 /run/their-state");
  const auto refused = shell(std::string(kUser) + "unshare -U -r -n -m " + Mydocker::program() +
                             " --state-dir /run/their-state network ls");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("belongs to a user outside of this user namespace"));
  EXPECT_THAT(refused.err, HasSubstr("--state-dir DIR"));
}

}  // namespace unprivileged_test
}  // namespace mydocker::testing

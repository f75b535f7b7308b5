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

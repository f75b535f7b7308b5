// network reload restores what networks have lost in the kernel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace reload_test {

using ::testing::AnyOf;
using ::testing::HasSubstr;

class Reload : public ::testing::Test {
 protected:
  Reload() {
    make_outside();
    done("network create n --subnet 192.168.0.0/24");
    must("ip netns add ns1");
    done("network connect n ns1");
  }
  Outcome done(const std::string& line) const {
    auto outcome = mydocker_.line(line);
    EXPECT_EQ(outcome.code, 0) << line << ": " << outcome.err;
    return outcome;
  }
  static std::string state() { return snapshot_here() + snapshot_of("ns1"); }

  Mydocker mydocker_;
};

struct Loss {
  const char* name;
  const char* line;
};
void PrintTo(const Loss& loss, std::ostream* out) { *out << loss.name; }

class ReloadAfter : public Reload, public ::testing::WithParamInterface<Loss> {};

TEST_P(ReloadAfter, EverythingIsAsBefore) {
  const auto before = state();
  must(GetParam().line);
  ASSERT_NE(state(), before);
  const auto script = done("network reload n --dry-run").out;
  EXPECT_THAT(script, HasSubstr("\n# "));
  EXPECT_EQ(done("network reload n").out, "n\n");
  EXPECT_EQ(difference(state(), before), "");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  EXPECT_EQ(done("network reload n").err, "") << "nothing is left to be done";
}

// A killed process leaves a change half done. The next one completes it.
TEST_P(ReloadAfter, KilledAnywhereIsFinishedByTheNext) {
  constexpr int kMoreThanEnough = 60;
  const auto before = state();
  int step = 0;
  for (int code = 137; code != 0 && step < kMoreThanEnough; ++step) {
    must(GetParam().line);
    const Environment kill{{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}};
    code = mydocker_.line("-q network reload n", kill).code;
    ASSERT_THAT(code, AnyOf(0, 137));
    done("-q network reload n");
    ASSERT_EQ(difference(state(), before), "") << "killed after step " << step;
  }
  EXPECT_GT(step, 1);
}

TEST_P(ReloadAfter, VerifyReportsItAndRepairsIt) {
  const auto before = state();
  EXPECT_EQ(done("network verify").out, "");
  must(GetParam().line);
  const auto lost = state();
  const auto found = mydocker_.line("network verify");
  EXPECT_EQ(found.code, 3) << found.err;
  EXPECT_THAT(found.out, HasSubstr("\nn "));
  EXPECT_EQ(difference(state(), lost), "") << "verify changes nothing";
  EXPECT_EQ(done("network verify --repair").out, "");
  EXPECT_EQ(difference(state(), before), "");
}

TEST_F(Reload, VerifyNamesTheResourceAndTheProblem) {
  must("ip netns add ns2");
  done("network connect n ns2");
  must("ip netns delete ns2");
  done("network create m --subnet 192.168.1.0/24 -o mtu=1400");
  must("ip link set dev m mtu 1300");
  const auto found = mydocker_.line("network verify --format raw");
  EXPECT_EQ(found.code, 3);
  EXPECT_THAT(found.out, HasSubstr("resource: bridge \"m\"\nproblem: differs: mtu 1300"));
  EXPECT_THAT(found.out,
              HasSubstr("container: ns2\nresource: network namespace\nproblem: missing"));
}

TEST_F(Reload, RemovesTheEndpointsOfDeadContainers) {
  must("ip netns add ns2");
  done("network connect n ns2 -p 8080:80");
  must("ip netns delete ns2");
  EXPECT_THAT(done("network reload n").err, HasSubstr("container \"ns2\" does not exist any more"));
  EXPECT_EQ(done("network port ls -q").out, "");
  EXPECT_EQ(done("network verify").out, "");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

TEST_F(Reload, TheDryRunRemovesTheEndpointsOfDeadContainersToo) {
  must("ip netns add ns2");
  done("network connect n ns2 -p 8080:80");
  must("ip netns delete ns2");
  const auto script = done("network reload --dry-run n").out;
  EXPECT_THAT(script, HasSubstr("8080"));
  must(script);
  const auto before = state();
  done("network reload n");
  EXPECT_EQ(state(), before);
}

// The kernel restores the link-local address of a link that goes up.
TEST_F(Reload, TheDryRunRepairsBothFamiliesOfABridgeThatWasDown) {
  done("network create six --subnet 192.168.6.0/24 --subnet fd00:6::/64");
  const auto before = shell("ip -br address show dev six").out;
  must("ip link set dev six down");
  must(done("network reload --dry-run six").out);
  EXPECT_EQ(shell("ip -br address show dev six").out, before);
  EXPECT_EQ(mydocker_.line("network verify six").code, 0);
}

// The script makes the same in-place repairs as the command.
TEST_F(Reload, TheDryRunRestoresTheGroupAndArp) {
  const auto before = state();
  must(
      "ip link set dev $(ls /sys/class/net | grep ^veth) group 0 && ip link set dev n arp off "
      "group 0 && ip -n ns1 link set dev eth0 arp off");
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  const auto verified = mydocker_.line("network verify n");
  EXPECT_EQ(verified.code, 3);
  EXPECT_THAT(verified.out, HasSubstr("arp off"));
  must(done("network reload --dry-run n").out);
  EXPECT_EQ(difference(state(), before), "");
  EXPECT_EQ(mydocker_.line("network verify").code, 0);
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

// The kernel refuses to add the link to a bridge with 1023 ports.
TEST_F(Reload, WhatTheKernelRefusesHoldsUpNothingElse) {
  must("ip link set dev $(ls /sys/class/net | grep ^veth) nomaster");
  must(
      "for i in $(seq 512); do echo link add a$i type veth peer name b$i; echo link set a$i master "
      "n; [ $i = 512 ] || echo link set b$i master n; done | ip -batch -");
  must("ip -n ns1 route delete default && nft flush set bridge mydocker addresses4");
  const auto refused = mydocker_.line("-q network reload n");
  EXPECT_EQ(refused.code, 70) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("container \"ns1\": repair veth"));
  EXPECT_THAT(refused.err, HasSubstr("has 1023 ports"));
  EXPECT_THAT(shell("ip -n ns1 route show default").out, HasSubstr("via 192.168.0.1"));
  EXPECT_THAT(shell("nft list set bridge mydocker addresses4").out, HasSubstr("192.168.0.2"));
  EXPECT_EQ(mydocker_.line("-q network reload n").code, 1) << "nothing else is left to be done";
  must("ip link delete dev a1");
  done("network reload n");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

// A container whose namespace has no path, but a process, is alive.
TEST_F(Reload, KeepsAContainerWhoseNamespaceHasNoPath) {
  must("ip netns add ns2");
  done("network connect n ns2");
  must("ip netns exec ns2 sleep 60 > /dev/null 2>&1 & echo $! > /run/sleeper; sleep 0.3");
  must("ip netns delete ns2");
  done("network reload n");
  EXPECT_THAT(done("network ip ls n").out, HasSubstr("ns2"));
  must("kill $(cat /run/sleeper)");
}

TEST_F(Reload, ThatFailsLeavesNoLinkHalfMade) {
  must("ip -n ns1 link delete dev eth0");
  const auto lost = state();
  for (const auto* step : {"fail:1", "fail:3"}) {
    const auto failed = mydocker_.line("-q network reload n", {{"MYDOCKER_FAULT", step}});
    EXPECT_EQ(failed.code, 1) << failed.err;
    EXPECT_EQ(difference(state(), lost), "") << step;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Losses, ReloadAfter,
    ::testing::Values(
        Loss{"Ruleset", "nft flush ruleset"},
        Loss{"BridgeTable", "nft delete table bridge mydocker"},
        Loss{"OneRule", "nft flush chain inet mydocker forward"},
        Loss{"OneElement", "nft 'delete element inet mydocker masquerade4 { 192.168.0.0/24 }'"},
        Loss{"AntiSpoofing", "nft flush set bridge mydocker addresses4"},
        Loss{"Forwarding", "echo 0 > /proc/sys/net/ipv4/ip_forward"},
        Loss{"Gateway", "ip address delete 192.168.0.1/24 dev n"},
        Loss{"DefaultRoute", "ip -n ns1 route delete default"},
        Loss{"VethPair", "ip -n ns1 link delete dev eth0"},
        Loss{"VethIsDown", "ip link set dev $(ls /sys/class/net | grep ^veth) down"},
        Loss{"ContainersEndIsDown", "ip -n ns1 link set dev eth0 down"},
        Loss{"VethIsDetached", "ip link set dev $(ls /sys/class/net | grep ^veth) nomaster"},
        Loss{"VethHasNoGroup", "ip link set dev $(ls /sys/class/net | grep ^veth) group 0"},
        Loss{"ContainerHasNoArp", "ip -n ns1 link set dev eth0 arp off"},
        Loss{"BridgeHasNoArp", "ip link set dev n arp off"}, Loss{"Bridge", "ip link delete dev n"},
        Loss{"BridgeAndRuleset", "ip link delete dev n; nft flush ruleset"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(Reload, TheNetworkGoesAwayAsBeforeAfterwards) {
  must("nft flush ruleset");
  done("network reload --all");
  done("network disconnect n ns1");
  done("network rm n");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
  EXPECT_EQ(shell("nft list ruleset").out, "");
}

TEST_F(Reload, WhatIsThereButWrongIsNamedAndLeftAlone) {
  must("ip link set dev n down");
  done("network create m --subnet 192.168.1.0/24");
  must("ip link delete dev m && ip link add name m type bridge");
  const auto foreign = shell("ip -d link show dev m").out;
  const auto refused = mydocker_.line("network reload m n");
  EXPECT_EQ(refused.code, 70) << "\"n\" is repaired";
  EXPECT_THAT(refused.err, HasSubstr("reload network \"m\": "));
  EXPECT_EQ(refused.out, "n\n");
  EXPECT_EQ(shell("ip -d link show dev m").out, foreign);
}

TEST_F(Reload, AChangedMtuIsRepairedInPlace) {
  done("network create m --subnet 192.168.1.0/24 -o mtu=1400");
  const auto before = snapshot_here();
  must("ip link set dev m mtu 1300");
  EXPECT_THAT(done("network reload m").err, HasSubstr("repair bridge \"m\""));
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Reload, OfOneNetworkRestoresTheRulesOfAll) {
  done("network create m --subnet 192.168.1.0/24 -o icc=false");
  done("network create idle --driver none");
  const auto rules = shell("nft list ruleset").out;
  must("nft flush ruleset");
  const auto script = done("network reload --all --dry-run").out;
  const auto outcome = done("network reload n");
  EXPECT_EQ(outcome.out, "n\n");
  EXPECT_THAT(outcome.err, HasSubstr("restore firewall tables \"inet mydocker\""));
  EXPECT_EQ(shell("nft list ruleset").out, rules);
  must("nft flush ruleset");
  std::ofstream("/run/script") << script;
  must("sh /run/script");
  EXPECT_EQ(shell("nft list ruleset").out, rules);
}

// A killed reload leaves no tables, or tables with the rules of all networks.
TEST_F(Reload, ThatIsKilledLeavesNoNetworkOpen) {
  done("network create m --subnet 192.168.1.0/24 -o icc=false");
  const auto rules = shell("nft list ruleset").out;
  for (const std::string step : {"0", "1"}) {
    must("nft flush ruleset");
    EXPECT_NE(mydocker_.line("network reload --all", {{"MYDOCKER_FAULT", "kill:" + step}}).code, 0);
    EXPECT_EQ(shell("nft list ruleset").out, step == "0" ? "" : rules) << step;
    done("network reload --all");
    EXPECT_EQ(shell("nft list ruleset").out, rules) << step;
  }
}

// A command that completes the tables restores the rules of all networks.
TEST_F(Reload, ACommandCompletesTheTablesWithAllRules) {
  const auto rules = shell("nft list table bridge mydocker").out;
  must("nft delete table bridge mydocker");
  done("network create m --subnet 192.168.1.0/24");
  EXPECT_EQ(shell("nft list table bridge mydocker").out, rules);
}

// A bridge that the operator has changed is left unchanged. The isolation is repaired.
TEST_F(Reload, WhatIsInTheWayHoldsUpNothingElse) {
  done("network create m --subnet 192.168.1.0/24");
  must("ip netns add ns2 && ip netns add ns3");
  done("network connect m ns2");
  done("network connect m ns3");
  const auto rules = shell("nft list ruleset").out;
  must("ip -n ns3 link delete dev eth0 && ip -n ns3 link add name eth0 type bridge");
  must("nft flush ruleset; ip -n ns2 link set dev eth0 down");
  const auto refused = mydocker_.line("-q network reload m");
  EXPECT_EQ(refused.code, 70) << "1 says that nothing has changed";
  EXPECT_THAT(refused.err, HasSubstr("container \"ns3\""));
  EXPECT_THAT(refused.err, HasSubstr("hint: the rest is repaired"));
  EXPECT_EQ(mydocker_.line("-q network reload m").code, 1) << "there is nothing left to repair";
  EXPECT_EQ(shell("nft list ruleset").out, rules);
  EXPECT_TRUE(reaches("ns2", "198.51.100.2"));
}

TEST_F(Reload, NothingIsPutOnForeignLink) {
  must("ip link delete dev n && ip link add name n type bridge && ip link set dev n up");
  const std::string show = "ip address show dev n; tc filter show dev n ingress";
  const auto before = shell(show).out;
  EXPECT_EQ(mydocker_.line("-q network reload n").code, 1);
  EXPECT_EQ(shell(show).out, before);
}

// It waits for commands that create, use and remove another network. They do not wait for it, so
// they are repeated.
TEST_F(Reload, OfAllSucceedsBesideOtherCommands) {
  must("ip netns add ns2");
  constexpr int kRounds = 8;
  const std::string program = Mydocker::program() + " -q --state-dir " + mydocker_.state_dir();
  const std::string repeat =
      "repeat() { for i in $(seq 500); do " + program + " \"$@\" && break; done; }; ";
  const std::string others =
      "repeat network create q; repeat network connect q ns2; repeat network rm -f q";
  for (int round = 0; round < kRounds; ++round) {
    const auto reloads =
        shell(repeat + "( " + others + " ) >/dev/null 2>&1 & for i in 1 2 3; do " + program +
              " network reload --all; code=$?; [ $code = 0 ] || break; done; wait; exit $code");
    ASSERT_EQ(reloads.code, 0) << reloads.err;
  }
}

TEST_F(Reload, NamesOrAllAndNothingElse) {
  EXPECT_EQ(mydocker_.line("network reload").code, 125);
  EXPECT_EQ(mydocker_.line("network reload --all n").code, 125);
  EXPECT_EQ(mydocker_.line("network reload none-such").code, 1);
}

}  // namespace reload_test
}  // namespace mydocker::testing

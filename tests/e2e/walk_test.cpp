// The main use case, from the first command to the last.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Each step is one short line without a command.
void expect_step_log(const std::string& log) {
  const auto lines = lines_of(log);
  ASSERT_FALSE(lines.empty());
  for (const auto& line : lines) {
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_THAT(line, MatchesRegex("(create|add|set|bring up|publish|enable) .+"));
  }
}

TEST(Walk, CreatePrintsTheIdAndLogsTheSteps) {
  const Mydocker mydocker;
  const auto made = mydocker.line("network create testnet --subnet 192.168.0.0/24 --driver bridge");
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, MatchesRegex("[0-9a-f]+\n"));
  EXPECT_EQ(made.out.size(), 65U);
  expect_step_log(made.err);
  EXPECT_THAT(made.err, StartsWith("create bridge \"testnet\"\nset net/ipv6/conf/testnet/"));
  EXPECT_THAT(made.err, HasSubstr("\nadd address 192.168.0.1/24 on \"testnet\"\n"));

  const auto link = shell("ip -d link show testnet").out;
  EXPECT_THAT(link, HasSubstr("bridge "));
  EXPECT_THAT(link, HasSubstr(",UP"));
  EXPECT_THAT(shell("ip address show testnet").out, HasSubstr("inet 192.168.0.1/24 "));
  EXPECT_THAT(shell("nft list set inet mydocker masquerade4").out, HasSubstr("192.168.0.0/24"));
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "1\n");
}

TEST(Walk, ListShowsOneLineForEachNetwork) {
  const Mydocker mydocker;
  const auto made = mydocker.line("network create testnet --subnet 192.168.0.0/24 --driver bridge");
  ASSERT_EQ(made.code, 0) << made.err;
  for (const auto* verb : {"list", "ls"}) {
    const auto listed = mydocker({"network", verb});
    ASSERT_EQ(listed.code, 0) << listed.err;
    EXPECT_EQ(listed.err, "");
    const auto lines = lines_of(listed.out);
    ASSERT_EQ(lines.size(), 2U) << listed.out;
    EXPECT_THAT(lines[0], MatchesRegex("NETWORK ID +NAME +DRIVER +SUBNET *"));
    EXPECT_THAT(lines[1],
                MatchesRegex(made.out.substr(0, 12) + " +testnet +bridge +192\\.168\\.0\\.0/24 *"));
  }
}

TEST(Walk, ASecondCreateOfTheSameNameChangesNothing) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create testnet --subnet 192.168.0.0/24").code, 0);
  const auto before = snapshot_here();
  const auto again = mydocker.line("network create testnet --subnet 192.168.9.0/24");
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(again.out, "");
  EXPECT_THAT(again.err, HasSubstr("error: create network \"testnet\": "));
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST(Walk, TwoNamespacesReachEachOtherAndTheOutsideAndNothingIsLeft) {
  const Mydocker mydocker;
  make_outside();
  const auto before = snapshot_here();

  ASSERT_EQ(mydocker.line("network create testnet --subnet 192.168.0.0/24 --driver bridge").code,
            0);
  must("ip netns add ns1 && ip netns add ns2");
  for (const auto* name : {"ns1", "ns2"}) {
    const auto joined = mydocker({"network", "connect", "testnet", name});
    ASSERT_EQ(joined.code, 0) << joined.err;
    expect_step_log(joined.err);
  }
  EXPECT_THAT(shell("ip -n ns1 address show eth0").out, HasSubstr("inet 192.168.0.2/24 "));
  EXPECT_THAT(shell("ip -n ns2 address show eth0").out, HasSubstr("inet 192.168.0.3/24 "));
  EXPECT_TRUE(reaches("ns1", "192.168.0.3"));
  EXPECT_TRUE(reaches("ns2", "192.168.0.2"));
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  EXPECT_TRUE(reaches("ns1", "127.0.0.1"));
  EXPECT_TRUE(reaches("ns2", "198.51.100.2"));

  const auto in_use = mydocker.line("network rm testnet");
  EXPECT_EQ(in_use.code, 2);
  EXPECT_THAT(in_use.err, HasSubstr("\"ns1\""));
  EXPECT_THAT(in_use.err, HasSubstr("\"ns2\""));

  ASSERT_EQ(mydocker.line("network disconnect testnet ns1").code, 0);
  ASSERT_EQ(mydocker.line("network disconnect testnet ns2").code, 0);
  EXPECT_THAT(shell("ip -n ns1 link").out, Not(HasSubstr("eth0")));
  const auto removed = mydocker.line("network rm testnet");
  ASSERT_EQ(removed.code, 0) << removed.err;
  EXPECT_EQ(removed.out, "testnet\n");

  must("ip netns delete ns1 && ip netns delete ns2");
  EXPECT_EQ(difference(snapshot_here(), before), "");
  EXPECT_EQ(records_in(mydocker.state_dir()), "");
}

TEST(Walk, AServerOutsideIsReachedButReachesNoContainer) {
  const Mydocker mydocker;
  make_outside();
  ASSERT_EQ(mydocker.line("network create testnet --subnet 192.168.0.0/24").code, 0);
  must("ip netns add ns1");
  ASSERT_EQ(mydocker.line("network connect testnet ns1").code, 0);
  must("ip -n outside route add 192.168.0.0/24 via 198.51.100.1");  // a neighbour with a route
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  EXPECT_FALSE(reaches("outside", "192.168.0.2"));
}

TEST(Walk, NetworksDoNotReachEachOther) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create a --subnet 192.168.1.0/24").code, 0);
  ASSERT_EQ(mydocker.line("network create b --subnet 192.168.2.0/24").code, 0);
  must("ip netns add ns1 && ip netns add ns2");
  ASSERT_EQ(mydocker.line("network connect a ns1").code, 0);
  ASSERT_EQ(mydocker.line("network connect b ns2").code, 0);
  EXPECT_FALSE(reaches("ns1", "192.168.2.2"));
  EXPECT_TRUE(reaches("ns1", "192.168.1.1"));
}

TEST(Walk, DriverAndSubnetHaveDefaults) {
  const Mydocker mydocker;
  const auto made = mydocker.line("network create n2");
  ASSERT_EQ(made.code, 0) << made.err;
  must("ip netns add ns1");
  ASSERT_EQ(mydocker.line("network connect n2 ns1").code, 0);
  const auto gateway = shell("ip -n ns1 route show default | cut -d' ' -f3").out;
  EXPECT_TRUE(reaches("ns1", gateway.substr(0, gateway.size() - 1)));
}

TEST(Walk, ThreeHundredNetworksGetSubnetsOfTheirOwn) {
  const Mydocker mydocker;
  for (int i = 0; i < 300; ++i) {
    const auto made = mydocker({"-q", "network", "create", "n" + std::to_string(i)});
    ASSERT_EQ(made.code, 0) << made.err;
  }
  std::set<std::string> subnets;
  const auto lines = lines_of(mydocker.line("network ls").out);
  ASSERT_EQ(lines.size(), 301U);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    subnets.insert(lines[i].substr(lines[i].find_last_of(' ', lines[i].find_last_not_of(' '))));
  }
  EXPECT_EQ(subnets.size(), 300U);
}

TEST(Walk, ForwardingThatWasOnStaysOn) {
  const Mydocker mydocker;
  must("echo 1 > /proc/sys/net/ipv4/ip_forward");
  ASSERT_EQ(mydocker.line("network create a").code, 0);
  ASSERT_EQ(mydocker.line("network rm a").code, 0);
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "1\n");
}

TEST(Walk, ForwardingIsRestoredByTheLastNetworkOnly) {
  const Mydocker mydocker;
  must("echo 0 > /proc/sys/net/ipv4/ip_forward");
  ASSERT_EQ(mydocker.line("network create a").code, 0);
  ASSERT_EQ(mydocker.line("network create b").code, 0);
  ASSERT_EQ(mydocker.line("network rm a").code, 0);
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "1\n");
  EXPECT_EQ(shell("nft list table inet mydocker").code, 0);
  ASSERT_EQ(mydocker.line("network rm b").code, 0);
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "0\n");
  EXPECT_NE(shell("nft list table inet mydocker").code, 0);
}

TEST(Walk, ForwardingThatAnotherProgramChangedIsLeftAlone) {
  const Mydocker mydocker;
  must("echo 0 > /proc/sys/net/ipv4/ip_forward");
  ASSERT_EQ(mydocker.line("network create a").code, 0);
  must("echo 0 > /proc/sys/net/ipv4/ip_forward");
  must("echo 2 > /proc/sys/net/ipv4/ip_forward");
  ASSERT_EQ(mydocker.line("network rm a").code, 0);
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "2\n");
}

TEST(Walk, NoneGivesALoopbackAndNothingElse) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create alone --driver none").code, 0);
  must("ip netns add ns1");
  ASSERT_EQ(mydocker.line("network connect alone ns1").code, 0);
  EXPECT_TRUE(reaches("ns1", "127.0.0.1"));
  EXPECT_EQ(lines_of(shell("ip -n ns1 -o link").out).size(), 1U);
  ASSERT_EQ(mydocker.line("network disconnect alone ns1").code, 0);
  ASSERT_EQ(mydocker.line("network rm alone").code, 0);
}

TEST(Walk, TheBridgeHasTheMtuOfTheDefaultRoute) {
  const Mydocker mydocker;
  make_outside();
  must("ip link set uplink mtu 1400 && ip route add default via 198.51.100.2");
  ASSERT_EQ(mydocker.line("network create a").code, 0);
  must("ip netns add ns1");
  ASSERT_EQ(mydocker.line("network connect a ns1").code, 0);
  EXPECT_THAT(shell("ip link show a").out, HasSubstr("mtu 1400"));
  EXPECT_THAT(shell("ip -n ns1 link show eth0").out, HasSubstr("mtu 1400"));
}

TEST(Walk, SubnetsOfEverySizeWork) {
  const Mydocker mydocker;
  for (const std::string subnet :
       {"10.0.0.0/8", "192.168.0.0/24", "172.31.0.0/30", "172.30.0.0/31"}) {
    const auto made = mydocker.line("network create n --subnet " + subnet);
    ASSERT_EQ(made.code, 0) << made.err;
    must("ip netns add ns1");
    const auto joined = mydocker.line("network connect n ns1");
    ASSERT_EQ(joined.code, 0) << subnet << ": " << joined.err;
    const auto gateway = shell("ip -n ns1 route show default | cut -d' ' -f3").out;
    EXPECT_TRUE(reaches("ns1", gateway.substr(0, gateway.size() - 1))) << subnet;
    ASSERT_EQ(mydocker.line("network disconnect n ns1").code, 0);
    ASSERT_EQ(mydocker.line("network rm n").code, 0);
    must("ip netns delete ns1");
  }
}

TEST(Walk, AnAddressJustReleasedIsNotGivenAtOnce) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create n --subnet 192.168.0.0/24").code, 0);
  must("ip netns add ns1 && ip netns add ns2");
  ASSERT_EQ(mydocker.line("network connect n ns1").code, 0);
  ASSERT_EQ(mydocker.line("network disconnect n ns1").code, 0);
  ASSERT_EQ(mydocker.line("network connect n ns2").code, 0);
  EXPECT_THAT(shell("ip -n ns2 address show eth0").out, HasSubstr("inet 192.168.0.3/24 "));
}

TEST(Walk, ANamespaceThatIsGoneBlocksNoOne) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create n --subnet 192.168.0.0/24").code, 0);
  must("ip netns add ns1");
  ASSERT_EQ(mydocker.line("network connect n ns1").code, 0);
  must("ip netns delete ns1");
  const auto removed = mydocker.line("network rm n");
  EXPECT_EQ(removed.code, 0) << removed.err;
  EXPECT_EQ(records_in(mydocker.state_dir()), "");
}

TEST(Walk, AContainerThatWasRecreatedConnectsAgain) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create n --subnet 192.168.0.0/24").code, 0);
  for (int round = 0; round < 2; ++round) {
    must("ip netns add ns1");
    const auto joined = mydocker.line("network connect n ns1");
    ASSERT_EQ(joined.code, 0) << joined.err;
    EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
    must("ip netns delete ns1");
  }
}

TEST(Walk, AContainerThatReturnsGetsItsAddressMacAndPorts) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create n --subnet 192.168.0.0/24").code, 0);
  must("ip netns add ns1 && ip netns add ns2");
  const auto first = mydocker.line(
      "network connect n ns1 --ip 192.168.0.9 --mac-address 02:00:00:00:00:09 -p "
      "8080:80 -p 5300-5301:53-54/udp");
  ASSERT_EQ(first.code, 0) << first.err;
  const auto ports = mydocker.line("network port ls -q").out;
  must("ip netns delete ns1 && ip netns add ns1");
  ASSERT_EQ(mydocker.line("network connect n ns2").code, 0);
  const auto dry = mydocker.line("network connect n ns1 --dry-run");
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_THAT(shell("nft list map inet mydocker ports4").out, HasSubstr("8080"))
      << "only a dry run";
  const auto returned = mydocker.line("network connect n ns1");
  ASSERT_EQ(returned.code, 0) << returned.err;
  EXPECT_THAT(shell("ip -n ns1 address show eth0").out, HasSubstr("inet 192.168.0.9/24 "));
  EXPECT_THAT(shell("ip -n ns1 link show eth0").out, HasSubstr("02:00:00:00:00:09"));
  EXPECT_EQ(mydocker.line("network port ls -q").out, ports);

  must("ip netns delete ns1 && ip netns add ns1");
  ASSERT_EQ(mydocker.line("network connect n ns1 --ip 192.168.0.10 -p 8081:80").code, 0);
  EXPECT_THAT(shell("ip -n ns1 address show eth0").out, HasSubstr("inet 192.168.0.10/24 "));
  EXPECT_THAT(mydocker.line("network port ls").out, Not(HasSubstr("8080")));
}

TEST(Walk, AContainerOnTwoNetworksHasTwoLinksAndLeavesByTheFirst) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create a --subnet 192.168.1.0/24").code, 0);
  ASSERT_EQ(mydocker.line("network create b --subnet 192.168.2.0/24").code, 0);
  must("ip netns add ns1");
  ASSERT_EQ(mydocker.line("network connect a ns1").code, 0);
  const auto second = mydocker.line("network connect b ns1");
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_THAT(shell("ip -n ns1 address show eth1").out, HasSubstr("inet 192.168.2.2/24 "));
  EXPECT_EQ(lines_of(shell("ip -n ns1 route show default").out).size(), 2U);
  EXPECT_THAT(shell("ip -n ns1 route get 203.0.113.9").out, HasSubstr("via 192.168.1.1 dev eth0"));
}

TEST(Walk, OptionsStandBeforeOrAfterTheNameAndGlobalOnesAnywhere) {
  const Mydocker mydocker;
  EXPECT_EQ(mydocker.line("network create --driver bridge --subnet 192.168.1.0/24 a").code, 0);
  EXPECT_EQ(mydocker.line("network create b --subnet 192.168.2.0/24 -q").code, 0);
  const auto quiet = mydocker.line("-q network create --subnet=192.168.3.0/24 c");
  EXPECT_EQ(quiet.code, 0);
  EXPECT_EQ(quiet.err, "");
}

TEST(Walk, NetworksComeBackAfterTheRunDirectoryWasLost) {
  const Mydocker mydocker;
  ASSERT_EQ(mydocker.line("network create n --subnet 192.168.0.0/24").code, 0);
  // Simulates a reboot: kernel objects and the run directory are lost, the definition is kept.
  must(
      "ip link delete dev n && nft delete table inet mydocker && nft delete table bridge mydocker "
      "&& echo 0 > "
      "/proc/sys/net/ipv4/ip_forward");
  must("rm -r " + mydocker.state_dir() + "/run");
  must("ip netns add ns1");
  const auto joined = mydocker.line("network connect n ns1");
  ASSERT_EQ(joined.code, 0) << joined.err;
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
}

}  // namespace
}  // namespace mydocker::testing

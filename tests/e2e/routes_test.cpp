// Routes, metrics, several networks in one container, and reserved addresses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/json.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace routes_test {

using ::testing::HasSubstr;
using ::testing::Not;

class Routes : public ::testing::Test {
 protected:
  void SetUp() override {
    must("ip netns add ns1");
    for (const char* name : {"a", "b", "c"})
      done(std::string("network create ") + name + " --subnet 192.168." +
           std::to_string(*name - 'a' + 1) +
           ".0/24 --subnet fd00:" + std::to_string(*name - 'a' + 1) + "::/64");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  // Checks by which network packets of container c leave, in the kernel and in inspect.
  void expect_way_out(const std::string& network) const {
    const int number = network.at(0) - 'a' + 1;
    EXPECT_THAT(shell("ip -n ns1 route get 203.0.113.9").out,
                HasSubstr("via 192.168." + std::to_string(number) + ".1 "));
    EXPECT_THAT(shell("ip -n ns1 -6 route get 2001:db8:77::9").out,
                HasSubstr("via fd00:" + std::to_string(number) + "::1 "));
    const auto inspected = container_in(network);
    EXPECT_EQ(inspected["DefaultRoute"], network);
    EXPECT_EQ(inspected["IPv6DefaultRoute"], network);
  }
  [[nodiscard]] Json container_in(const std::string& network) const {
    const auto inspected = mydocker_.line("network inspect " + network);
    return json_from(inspected.out)[0]["Containers"]["ns1"];
  }
  static std::string defaults() { return shell("ip -n ns1 route show default").out; }
  Mydocker mydocker_;
};

TEST_F(Routes, TheNetworkThatCameFirstCarriesTheDefaultRoute) {
  done("network connect b ns1");
  done("network connect a ns1");
  done("network connect c ns1");
  EXPECT_THAT(defaults(), HasSubstr("via 192.168.2.1 dev eth0 proto static metric 1000"));
  EXPECT_THAT(defaults(), HasSubstr("via 192.168.1.1 dev eth1 proto static metric 1001"));
  EXPECT_THAT(defaults(), HasSubstr("via 192.168.3.1 dev eth2 proto static metric 1002"));
  expect_way_out("b");
  EXPECT_EQ(container_in("a")["DefaultRoute"], "b");
  EXPECT_EQ(container_in("a")["Gateway"], "192.168.1.1");
  EXPECT_EQ(container_in("a")["IPv6Gateway"], "fd00:1::1");
}

TEST_F(Routes, TheHighestPriorityWinsAndHandsOverWhenItGoes) {
  done("network connect a ns1 --gw-priority -10");
  done("network connect b ns1 --gw-priority 99");
  done("network connect c ns1");
  EXPECT_THAT(defaults(), HasSubstr("via 192.168.1.1 dev eth0 proto static metric 1100"));
  EXPECT_THAT(defaults(), HasSubstr("via 192.168.2.1 dev eth1 proto static metric 10"));
  EXPECT_EQ(container_in("b")["GwPriority"], 99);
  expect_way_out("b");
  done("network disconnect b ns1");
  expect_way_out("c");
  done("network disconnect c ns1");
  expect_way_out("a");
  done("network disconnect a ns1");
  EXPECT_EQ(defaults(), "");
}

TEST_F(Routes, AMetricThatWasFreedIsGivenAgain) {
  done("network connect a ns1");
  done("network connect b ns1");
  done("network disconnect a ns1");
  done("network connect c ns1");
  EXPECT_THAT(defaults(), HasSubstr("via 192.168.3.1 dev eth0 proto static metric 1000"));
  EXPECT_THAT(defaults(), HasSubstr("via 192.168.2.1 dev eth1 proto static metric 1001"));
}

TEST_F(Routes, AContainerHasTenNetworksOfOnePriority) {
  for (int n = 0; n < 11; ++n)
    done("-q network create n" + std::to_string(n) + " --subnet 10.9." + std::to_string(n) +
         ".0/24");
  for (int n = 0; n < 10; ++n) done("-q network connect n" + std::to_string(n) + " ns1");
  const auto full = mydocker_.line("network connect n10 ns1");
  EXPECT_EQ(full.code, 1);
  EXPECT_THAT(full.err, HasSubstr("10 networks with gateway priority 0 already"));
  EXPECT_THAT(full.err, HasSubstr("hint: choose another priority: --gw-priority N"));
  done("-q network connect n10 ns1 --gw-priority 1");
  EXPECT_THAT(shell("ip -n ns1 route get 203.0.113.9").out, HasSubstr("via 10.9.10.1 "));
}

TEST_F(Routes, ADefaultRouteOfAnotherProgramStaysUnlessAPriorityIsNamed) {
  must("ip -n ns1 link add own0 type bridge && ip -n ns1 link set own0 up");
  must("ip -n ns1 address add 198.51.100.2/24 dev own0");
  must("ip -n ns1 route add default via 198.51.100.1 metric 1050");
  done("network connect a ns1");
  EXPECT_THAT(defaults(), Not(HasSubstr("192.168.1.1")));
  EXPECT_EQ(container_in("a")["DefaultRoute"], "");
  done("network connect b ns1 --gw-priority 0");
  EXPECT_THAT(shell("ip -n ns1 route get 203.0.113.9").out, HasSubstr("via 192.168.2.1 "));
  done("network connect c ns1 --gw-priority -20");
  EXPECT_THAT(shell("ip -n ns1 route get 203.0.113.9").out, HasSubstr("via 192.168.2.1 "));
  done("network disconnect b ns1");
  EXPECT_THAT(shell("ip -n ns1 route get 203.0.113.9").out, HasSubstr("via 198.51.100.1 "));
}

TEST_F(Routes, ANetworkMayHaveAMetricOfItsOwnOrNoDefaultRoute) {
  done("network create m --subnet 10.9.0.0/24 -o metric=7");
  done("network create q --subnet 10.9.1.0/24 --opt no_default_route=true");
  done("network connect q ns1");
  EXPECT_EQ(defaults(), "");
  done("network connect a ns1");
  done("network connect m ns1");
  EXPECT_THAT(defaults(), HasSubstr("via 10.9.0.1 dev eth2 proto static metric 7"));
  EXPECT_EQ(container_in("a")["DefaultRoute"], "m");
  EXPECT_EQ(container_in("q")["DefaultRoute"], "m");
  EXPECT_EQ(container_in("q")["Gateway"], "");
}

TEST_F(Routes, TwoNetworksOfTheSameMetricAreOneTooMany) {
  done("network create m --subnet 10.9.0.0/24 -o metric=7");
  done("network create o --subnet 10.9.1.0/24 -o metric=7");
  done("network connect m ns1");
  const auto refused = mydocker_.line("network connect o ns1");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("fixed metric 7 for its default route, and in this container "
                                     "network \"m\" has a default route with this metric"));
  EXPECT_THAT(refused.err, Not(HasSubstr("create veth"))) << "it is refused before the first step";
  EXPECT_EQ(shell("ip -n ns1 link show eth1").code, 1) << "nothing of it is left";
}

TEST_F(Routes, EveryContainerGetsTheRoutesOfTheNetwork) {
  done(
      "network create r --subnet 10.9.0.0/24 --subnet fd00:9::/64 --route 10.20.0.0/16,10.9.0.2 "
      "--route 10.30.0.0/16,10.9.0.2,5 --route fd00:20::/32,fd00:9::2");
  must("ip netns add router && ip -n router link set lo up");
  must("ip -n router address add 10.20.0.1/32 dev lo");
  must("ip -n router address add fd00:20::1/128 nodad dev lo");
  done("network connect r router --ip 10.9.0.2 --ip6 fd00:9::2");
  done("network connect r ns1");
  EXPECT_THAT(shell("ip -n ns1 route").out, HasSubstr("10.20.0.0/16 via 10.9.0.2 dev eth0"));
  EXPECT_THAT(shell("ip -n ns1 route").out,
              HasSubstr("10.30.0.0/16 via 10.9.0.2 dev eth0 proto static metric 5"));
  EXPECT_TRUE(reaches("ns1", "10.20.0.1"));
  EXPECT_TRUE(reaches("ns1", "fd00:20::1"));
  const auto document = json_from(mydocker_.line("network inspect r").out)[0];
  EXPECT_EQ(document["Routes"][1], json_from(R"({"Destination": "10.30.0.0/16",
                                                  "Gateway": "10.9.0.2", "Metric": 5})"));
}

TEST_F(Routes, ANetworkKeepsItsContainersFromDestinations) {
  make_outside();
  done(
      "network create r --subnet 10.9.0.0/24 --subnet fd00:9::/64 --route "
      "198.51.100.2/32,blackhole "
      "--route 203.0.113.0/24,unreachable,5 --route fd00:20::/32,prohibit");
  const auto before = shell("ip -n ns1 route; ip -n ns1 -6 route").out;
  done("network connect r ns1");
  const auto routes = shell("ip -n ns1 route; ip -n ns1 -6 route").out;
  EXPECT_THAT(routes, HasSubstr("blackhole 198.51.100.2 proto static"));
  EXPECT_THAT(routes, HasSubstr("unreachable 203.0.113.0/24 proto static metric 5"));
  EXPECT_THAT(routes, HasSubstr("prohibit fd00:20::/32 "));
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  EXPECT_TRUE(reaches("ns1", "198.51.100.1"));
  const auto document = json_from(mydocker_.line("network inspect r").out)[0];
  EXPECT_EQ(document["Routes"][1], json_from(R"({"Destination": "203.0.113.0/24", "Gateway": "",
                                                  "Type": "unreachable", "Metric": 5})"));
  must("ip -n ns1 route delete blackhole 198.51.100.2");
  done("network reload r");
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  const auto file = mydocker_.line("network export r").out;
  EXPECT_THAT(file, HasSubstr("- \"198.51.100.2/32,blackhole\"\n"));
  done("network disconnect r ns1");
  EXPECT_EQ(shell("ip -n ns1 route; ip -n ns1 -6 route").out, before);
}

TEST_F(Routes, LinkLocalAddressesAreGivenBesideTheNetworks) {
  must("ip netns add ns2");
  done("network connect a ns1 --link-local-ip 169.254.3.4 --link-local-ip fe80::77");
  done("network connect a ns2 --link-local-ip 169.254.3.5");
  const auto addresses = shell("ip -n ns1 address show dev eth0").out;
  EXPECT_THAT(addresses, HasSubstr("inet 192.168.1.2/24"));
  EXPECT_THAT(addresses, HasSubstr("inet 169.254.3.4/16"));
  EXPECT_THAT(addresses, HasSubstr("inet6 fe80::77/64"));
  EXPECT_TRUE(reaches("ns2", "169.254.3.4"));  // so anti-spoofing allows both
  EXPECT_TRUE(reaches("ns1", "192.168.1.1"));
  EXPECT_EQ(container_in("a")["LinkLocalIPs"], json_from(R"(["169.254.3.4/16", "fe80::77/64"])"));
  must("ip -n ns1 address delete 169.254.3.4/16 dev eth0");
  done("network reload a");
  EXPECT_TRUE(reaches("ns2", "169.254.3.4"));
  must("ip netns add ns3");
  const auto refused = mydocker_.line("network connect a ns3 --link-local-ip 169.254.3.5");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("169.254.3.5 is held by container \"ns2\""));
  done("network connect b ns3 --link-local-ip 169.254.3.5");  // another link
}

TEST_F(Routes, ANetworkNamesTheLinksOfItsContainers) {
  done("network create r --subnet 10.9.0.0/24 -o com.docker.network.container_iface_prefix=lan");
  done("network create s --subnet 10.9.1.0/24 -o container-interface-prefix=lan");
  done("network connect r ns1");
  done("network connect s ns1");
  done("network connect a ns1");
  EXPECT_THAT(shell("ip -n ns1 address show dev lan0").out, HasSubstr("10.9.0.2/24"));
  EXPECT_THAT(shell("ip -n ns1 address show dev lan1").out, HasSubstr("10.9.1.2/24"));
  EXPECT_THAT(shell("ip -n ns1 address show dev eth0").out, HasSubstr("192.168.1.2/24"));
}

TEST_F(Routes, AReservationHoldsAnAddressAcrossDisconnects) {
  done(
      "network create r --subnet 10.9.0.0/24 --subnet fd00:9::/64 --reserve ns1=10.9.0.2 --reserve "
      "ns1=fd00:9::2");
  must("ip netns add ns2 && ip netns add ns3");
  done("network connect r ns2");
  EXPECT_THAT(shell("ip -n ns2 address show dev eth0").out, HasSubstr("10.9.0.3/24"));
  for (int round = 0; round < 2; ++round) {
    done("network connect r ns1");
    EXPECT_THAT(shell("ip -n ns1 address show dev eth0").out, HasSubstr("10.9.0.2/24"));
    EXPECT_THAT(shell("ip -n ns1 address show dev eth0").out, HasSubstr("fd00:9::2/64"));
    done("network disconnect r ns1");
  }
  const auto refused = mydocker_.line("network connect r ns3 --ip 10.9.0.2");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("10.9.0.2 is reserved for container \"ns1\""));
  done("network connect r ns1 --ip 10.9.0.7");
  EXPECT_THAT(shell("ip -n ns1 address show dev eth0").out, HasSubstr("10.9.0.7/24"));
}

TEST_F(Routes, WithoutAnAddressDriverOnlyNamedAddressesAreGiven) {
  done("network create bare --ipam-driver none");
  done("network connect bare ns1");
  EXPECT_THAT(shell("ip -n ns1 address show dev eth0").out, Not(HasSubstr("inet ")));
  EXPECT_EQ(container_in("bare")["IPv4Address"], "");
  done("network create fixed --ipam-driver static --subnet 10.9.0.0/24");
  done("network connect fixed ns1 --ip 10.9.0.200");
  EXPECT_THAT(shell("ip -n ns1 address show dev eth1").out, HasSubstr("10.9.0.200/24"));
  EXPECT_TRUE(reaches("ns1", "10.9.0.1"));
  must("ip netns add ns2");
  done("network connect fixed ns2");
  EXPECT_THAT(shell("ip -n ns2 address show dev eth0").out, Not(HasSubstr("inet ")));
  EXPECT_EQ(shell("ip -n ns2 route show default").out, "");
}

TEST_F(Routes, DockersNameOfTheInterfaceNameIsKnown) {
  done("network connect a ns1 --driver-opt com.docker.network.endpoint.ifname=lan0");
  EXPECT_THAT(shell("ip -n ns1 address show dev lan0").out, HasSubstr("192.168.1.2/24"));
}

}  // namespace routes_test
}  // namespace mydocker::testing

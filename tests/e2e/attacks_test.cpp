// Attacks by forwarded packets. Default settings block each attack. At its end each test shows that
// the attack succeeds without the protection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/attack_testbed.hpp"

namespace mydocker::testing {
namespace {

constexpr const char* kWithoutForwardRules = "nft flush chain inet mydocker forward";
constexpr const char* kWithoutLoopbackRules = "nft flush chain inet mydocker loopback";

// Opens the networks: without these rules, and without the filters that replace them.
void open_networks(const std::string& line) {
  must(line);
  must(kRemoveFilters);
}

// Sends packets for 127.0.0.1 over the wire to the host.
void crafts_a_route_to_loopback(const std::string& netns, const std::string& gateway,
                                const std::string& own) {
  must("ip netns exec " + netns +
       " sh -c 'echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet; "
       "ip route delete local 127.0.0.1 dev lo table local; "
       "ip route delete local 127.0.0.0/8 dev lo table local; "
       "ip route add 127.0.0.0/8 via " +
       gateway + " src " + own + "'");
}

class Attacks : public AttackTestbed {
 protected:
  ProbeTestbed testbed_{{"", "a", "b", "o", "outside"}, {80}};
};

TEST_F(Attacks, AnUnpublishedPortIsNotReachedByADirectRoute) {
  const Attempt attempt{"outside", "192.168.1.2", "a", "198.51.100.1"};
  EXPECT_FALSE(is_heard(testbed_, attempt));
  open_networks(kWithoutForwardRules);
  EXPECT_TRUE(is_heard(testbed_, attempt));
}

TEST_F(Attacks, AContainerReachesNoOtherNetwork) {
  const Attempt attempt{"o", "192.168.1.2", "a", "192.168.2.1"};
  EXPECT_FALSE(is_heard(testbed_, attempt));
  open_networks(kWithoutForwardRules);
  EXPECT_TRUE(is_heard(testbed_, attempt));
}

// The kernel drops outside packets for 127.0.0.1, unless route_localnet is on
// (Documentation/networking/ip-sysctl.rst).
TEST_F(Attacks, TheHostsLoopbackIsNotReachedFromOutside) {
  crafts_a_route_to_loopback("outside", "198.51.100.1", "198.51.100.2");
  const Attempt attempt{"outside", "127.0.0.1", "", "198.51.100.1"};
  EXPECT_FALSE(is_heard(testbed_, attempt));
  must("echo 1 > /proc/sys/net/ipv4/conf/uplink/route_localnet");
  EXPECT_FALSE(is_heard(testbed_, attempt));
  open_networks(kWithoutLoopbackRules);
  EXPECT_TRUE(is_heard(testbed_, attempt));
}

TEST_F(Attacks, APortPublishedOnLoopbackIsNotReachedByADirectRoute) {
  done("network publish netn a 127.0.0.1:8080:80");
  const Attempt attempt{"outside", "192.168.1.2", "a", "198.51.100.1"};
  EXPECT_FALSE(is_heard(testbed_, attempt));
  open_networks(kWithoutForwardRules);
  EXPECT_TRUE(is_heard(testbed_, attempt));
}

TEST_F(Attacks, APortPublishedOnLoopbackIsNotReachedByACraftedRoute) {
  done("network publish netn a 127.0.0.1:8080:80");
  crafts_a_route_to_loopback("outside", "198.51.100.1", "198.51.100.2");
  crafts_a_route_to_loopback("o", "192.168.2.1", "192.168.2.2");
  const Attempt outer{"outside", "127.0.0.1", "a", "198.51.100.1", 8080};
  const Attempt inner{"o", "127.0.0.1", "a", "192.168.2.1", 8080};
  const Attempt same{"a", "127.0.0.1", "", "192.168.1.1"};
  EXPECT_FALSE(is_heard(testbed_, outer));
  EXPECT_FALSE(is_heard(testbed_, inner));
  crafts_a_route_to_loopback("a", "192.168.1.1", "192.168.1.2");
  EXPECT_FALSE(is_heard(testbed_, same)) << "the host's own 127.0.0.1, where route_localnet is on";
  open_networks(kWithoutLoopbackRules);
  EXPECT_TRUE(is_heard(testbed_, same));
  for (const auto* link : {"uplink", "neto"})
    must("echo 1 > /proc/sys/net/ipv4/conf/" + std::string(link) + "/route_localnet");
  EXPECT_TRUE(is_heard(testbed_, outer));
  EXPECT_TRUE(is_heard(testbed_, inner));
}

// A published port needs route_localnet on the bridge of the container.
TEST_F(Attacks, TheHostsLoopbackIsNotReachedFromAContainer) {
  crafts_a_route_to_loopback("a", "192.168.1.1", "192.168.1.2");
  const Attempt attempt{"a", "127.0.0.1", "", "192.168.1.1"};
  EXPECT_FALSE(is_heard(testbed_, attempt));
  must("echo 1 > /proc/sys/net/ipv4/conf/netn/route_localnet");
  EXPECT_FALSE(is_heard(testbed_, attempt));
  open_networks(kWithoutLoopbackRules);
  EXPECT_TRUE(is_heard(testbed_, attempt));
}

class AttacksInOtherNetworks : public AttackTestbed {};

TEST_F(AttacksInOtherNetworks, AnInternalNetworkHasNoWayOutEvenWithARoute) {
  done("network create inner --subnet 192.168.3.0/24 --internal");
  connect("inner", "i");
  must("ip -n i route add default via 192.168.3.1");
  ProbeTestbed testbed({"", "a", "i", "outside"}, {80});
  const Attempt out{"i", "198.51.100.2", "outside", "192.168.3.1"};
  const Attempt in{"outside", "192.168.3.2", "i", "198.51.100.1"};
  for (const auto& attempt : {out, in}) EXPECT_FALSE(is_heard(testbed, attempt)) << attempt.from;
  open_networks(kWithoutForwardRules);
  for (const auto& attempt : {out, in}) EXPECT_TRUE(is_heard(testbed, attempt)) << attempt.from;
}

// The bridge blocks packets between the containers. The host must not forward them either.
TEST_F(AttacksInOtherNetworks, ContainersThatAreKeptApartDoNotReachEachOtherByTheGateway) {
  done("network create quiet --subnet 192.168.4.0/24 -o icc=false");
  connect("quiet", "p");
  connect("quiet", "q");
  ProbeTestbed testbed({"", "p", "q"}, {80});
  const Attempt attempt{"p", "192.168.4.3", "q", "192.168.4.1"};
  EXPECT_FALSE(is_heard(testbed, attempt));
  must("ip -n p route add 192.168.4.3 via 192.168.4.1");
  EXPECT_FALSE(is_heard(testbed, attempt));
  open_networks(kWithoutForwardRules);
  EXPECT_TRUE(is_heard(testbed, attempt));
}

// `nft flush ruleset` removes the isolation until a reload.
TEST_F(Attacks, AFlushedRulesetOpensNoNetwork) {
  const Attempt crossing{"o", "192.168.1.2", "a", "192.168.2.1"};
  const Attempt entering{"outside", "192.168.1.2", "a", "198.51.100.1"};
  must("nft flush ruleset");
  EXPECT_FALSE(is_heard(testbed_, crossing));
  EXPECT_FALSE(is_heard(testbed_, entering));
  // No container is connected without the protection.
  must("ip netns add late");
  for (const auto* line : {"network connect netn late", "network publish netn a 8080:80",
                           "network create other", "network create other --dry-run"}) {
    const auto refused = mydocker_.line(line);
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err,
                ::testing::HasSubstr("hint: restore them with: mydocker network reload --all"));
  }
  done("network reload --all");
  done("network connect netn late");
  EXPECT_FALSE(is_heard(testbed_, crossing));
  EXPECT_FALSE(is_heard(testbed_, entering));
}

}  // namespace
}  // namespace mydocker::testing

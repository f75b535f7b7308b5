// Networks with IPv6, with real packets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace ipv6_test {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kDual = "network create n --subnet 192.168.0.0/24 --subnet fd00:1::/64";

std::string setting(const std::string& name) {
  return shell("cat /proc/sys/net/ipv6/conf/" + name).out;
}

std::string setting_in(const std::string& netns, const std::string& name) {
  return shell("ip netns exec " + netns + " cat /proc/sys/net/ipv6/conf/" + name).out;
}

class Ipv6 : public ::testing::Test {
 protected:
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  Mydocker mydocker_;
};

TEST_F(Ipv6, ContainersReachEachOtherTheGatewayAndTheOutsideAndNothingIsLeft) {
  make_outside_v6();
  const auto before = snapshot_here();
  done(kDual);
  must("ip netns add ns1 && ip netns add ns2");
  done("network connect n ns1");
  done("network connect n ns2");
  EXPECT_THAT(shell("ip -n ns1 address show eth0").out, HasSubstr("inet6 fd00:1::2/64 "));
  EXPECT_THAT(shell("ip -n ns2 address show eth0").out, HasSubstr("inet6 fd00:1::3/64 "));
  for (const auto* address :
       {"fd00:1::3", "fd00:1::1", "2001:db8:ff::2", "192.168.0.3", "192.168.0.1", "198.51.100.2"})
    EXPECT_TRUE(reaches("ns1", address)) << address;
  // The outside has no route to fd00:1::/64, so it replied to the host's address.
  EXPECT_EQ(shell("ip -n outside -6 route show fd00:1::/64").out, "");
  EXPECT_EQ(setting("all/forwarding"), "1\n");

  done("network disconnect n ns1");
  done("network disconnect n ns2");
  done("network rm n");
  must("ip netns delete ns1 && ip netns delete ns2");
  EXPECT_EQ(difference(snapshot_here(), before), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

// Container and host have their addresses immediately, also the link-local ones. Duplicate address
// detection (RFC 4862) is not pending.
TEST_F(Ipv6, NoAddressIsTentative) {
  done(kDual);
  must("ip netns add ns1");
  done("network connect n ns1");
  for (const std::string show :
       {"ip -n ns1 -6 address show dev eth0", "ip -6 address show dev n"}) {
    const auto addresses = shell(show).out;
    EXPECT_THAT(addresses, HasSubstr("inet6 fe80::"));
    EXPECT_THAT(addresses, HasSubstr("inet6 fd00:1::"));
    EXPECT_THAT(addresses, Not(HasSubstr("tentative")));
  }
  EXPECT_TRUE(reaches("ns1", "fd00:1::1"));
}

// A neighbour that knows the MAC of the old container learns the new one from the announcement
// (ndisc_notify).
TEST_F(Ipv6, AnAddressThatMovesIsReachedInItsNewContainer) {
  done(kDual);
  must("ip netns add ns1 && ip netns add ns2 && ip netns add ns3");
  done("network connect n ns1 --ip6 fd00:1::55");
  done("network connect n ns2");
  EXPECT_TRUE(reaches("ns2", "fd00:1::55"));
  done("network disconnect n ns1");
  done("network connect n ns3 --ip6 fd00:1::55");
  const auto mac = shell("ip -n ns3 -br link show eth0 | awk '{print $3}'").out;
  EXPECT_THAT(shell("ip -n ns2 neighbour show fd00:1::55").out,
              HasSubstr(mac.substr(0, mac.find('\n'))));
  EXPECT_TRUE(reaches("ns2", "fd00:1::55"));
}

TEST_F(Ipv6, NoContainerIsAcceptedAsARouter) {
  done(kDual);
  must("ip netns add ns1");
  done("network connect n ns1");
  EXPECT_EQ(setting_in("ns1", "eth0/accept_ra"), "0\n");
  EXPECT_EQ(setting("n/accept_ra"), "0\n");
}

TEST_F(Ipv6, WorksWhereNewLinksHaveItOff) {
  must("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
  must("ip netns add ns1");
  must("ip netns exec ns1 sh -c 'echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6'");
  done(kDual);
  done("network connect n ns1");
  EXPECT_TRUE(reaches("ns1", "fd00:1::1"));
}

TEST_F(Ipv6, ANetworkMayHaveIpv6Only) {
  make_outside_v6();
  const auto before = shell("cat /proc/sys/net/ipv4/ip_forward").out;
  done("network create six --ipv6 --ipv4=false");
  must("ip netns add ns1 && ip netns add ns2");
  done("network connect six ns1");
  done(
      "network connect six ns2 --ip6 " +
      shell(
          "ip -6 address show dev six scope global | sed -n 's,.*inet6 \\(.*\\)::1/64.*,\\1::77,p' "
          "| tr -d '\\n'")
          .out);
  EXPECT_EQ(shell("ip -n ns1 -4 address show dev eth0").out, "");
  EXPECT_THAT(shell("ip -n ns2 -6 address show dev eth0").out, HasSubstr("::77/64 "));
  EXPECT_TRUE(reaches("ns1", "2001:db8:ff::2"));
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, before);
  EXPECT_THAT(mydocker_.line("network ls").out, Not(HasSubstr(".0/24")));
}

TEST_F(Ipv6, APoolGivesEachNetworkASlash64OfTheMachinesOwn) {
  done("network create a --ipv6");
  done("network create b --ipv6");
  const auto gateway = [](const std::string& link) {
    return shell("ip -6 address show dev " + link + " scope global | grep -o 'fd[0-9a-f:]*::*1/64'")
        .out;
  };
  EXPECT_NE(gateway("a"), "");
  EXPECT_NE(gateway("b"), "");
  EXPECT_NE(gateway("a"), gateway("b"));
}

TEST_F(Ipv6, SeveralSubnetsOfBothFamiliesGiveSeveralAddresses) {
  done(
      "network create n --subnet 10.9.1.0/24 --subnet 10.9.2.0/24 --subnet fd00:1::/64 "
      "--subnet fd00:2::/126 --gateway fd00:1::9 --ip-range fd00:1::1:0/112 --aux-address "
      "a=fd00:1::1:0");
  must("ip netns add ns1");
  done("network connect n ns1");
  const auto addresses = shell("ip -n ns1 address show dev eth0").out;
  for (const auto* address : {"10.9.1.2/24", "10.9.2.2/24", "fd00:1::1:1/64", "fd00:2::2/126"})
    EXPECT_THAT(addresses, HasSubstr(address));
  for (const auto* address : {"10.9.1.1", "10.9.2.1", "fd00:1::9", "fd00:2::1"})
    EXPECT_TRUE(reaches("ns1", address)) << address;
}

TEST_F(Ipv6, GlobalAddressesLeaveAsTheyAre) {
  make_outside_v6();
  must("ip -n outside -6 route add 2001:db8:1::/64 via 2001:db8:ff::1");
  done("network create n --subnet 2001:db8:1::/64 --ipv4=false");
  must("ip netns add ns1");
  done("network connect n ns1");
  EXPECT_TRUE(reaches("ns1", "2001:db8:ff::2"));
  EXPECT_THAT(shell("nft list set inet mydocker masquerade6").out, Not(HasSubstr("2001:db8:1")));
  EXPECT_FALSE(reaches("outside", "2001:db8:1::2")) << "it has not been asked for anything";
}

TEST_F(Ipv6, AHostThatListensToItsRoutersGoesOnListening) {
  make_outside_v6();
  must("echo 1 > /proc/sys/net/ipv6/conf/uplink/accept_ra");
  must("ip -6 route add default via 2001:db8:ff::2 dev uplink");
  const auto before = snapshot_here();
  done("network create a --ipv6");
  EXPECT_EQ(setting("uplink/accept_ra"), "2\n");
  done("network create b --ipv6");
  done("network rm a");
  EXPECT_EQ(setting("uplink/accept_ra"), "2\n") << "b still needs it";
  done("network rm b");
  EXPECT_EQ(setting("uplink/accept_ra"), "1\n");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Ipv6, AHostThatIsARouterAlreadyIsLeftAsItIs) {
  make_outside_v6();
  must("ip -6 route add default via 2001:db8:ff::2 dev uplink");
  must("echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
  must("echo 1 > /proc/sys/net/ipv6/conf/uplink/accept_ra");
  done("network create a --ipv6");
  EXPECT_EQ(setting("uplink/accept_ra"), "1\n");
  done("network rm a");
  EXPECT_EQ(setting("all/forwarding"), "1\n");
}

TEST_F(Ipv6, AnInternalNetworkForwardsNothing) {
  done("network create n --ipv6 --internal");
  EXPECT_EQ(setting("all/forwarding"), "0\n");
  must("ip netns add ns1 && ip netns add ns2");
  done("network connect n ns1");
  done("network connect n ns2");
  EXPECT_EQ(shell("ip -n ns1 -6 route show default").out, "");
  const auto other =
      shell(
          "ip -n ns2 -6 address show dev eth0 scope global | grep -o 'fd[0-9a-f:]*' | tr -d '\\n'")
          .out;
  EXPECT_TRUE(reaches("ns1", other)) << other;
}

// A host without an address of the network would still reply at its link-local address.
TEST_F(Ipv6, AnIsolatedNetworkHasNoHost) {
  done(kDual + " --internal");
  must("ip netns add ns1 && ip netns add ns2");
  done("network connect n ns1");
  // All hosts on the link reply, also the container itself.
  const auto answering = [] {
    return shell(
               "ip netns exec ns1 ping -i 0.2 -w 1 -I eth0 ff02::1 | grep -o 'from fe80[^%]*' | "
               "sort -u | wc -l")
        .out;
  };
  EXPECT_EQ(answering(), "2\n") << "the host is there";
  done("network disconnect n ns1");
  done("network rm n");
  done(kDual + " --internal -o gateway-mode-ipv6=isolated");
  done("network connect n ns1");
  EXPECT_EQ(answering(), "1\n");
  done("network connect n ns2 --ip6 fd00:1::99");
  EXPECT_EQ(answering(), "2\n") << "the neighbour is there";
  EXPECT_TRUE(reaches("ns1", "fd00:1::99"));
}

TEST_F(Ipv6, AnMtuThatIsTooSmallForItIsRefused) {
  const auto before = snapshot_here();
  const auto refused = mydocker_.line("network create n --ipv6 -o mtu=1279");
  EXPECT_EQ(refused.code, 125);
  EXPECT_THAT(refused.err, HasSubstr("IPv6 needs an MTU of at least 1280, not 1279"));
  EXPECT_EQ(difference(snapshot_here(), before), "");
  done("network create n --ipv6 -o mtu=1280");
  done("network create m -o mtu=1279");
}

// Simulates a kernel that was started without IPv6: it has no IPv6 settings.
TEST_F(Ipv6, AHostWithoutItSaysSoAndHasIpv4) {
  must(
      "mkdir -p /run/net && mount --bind /proc/sys/net /run/net && mount -t tmpfs tmpfs "
      "/proc/sys/net && mkdir /proc/sys/net/ipv4 && mount --bind /run/net/ipv4 /proc/sys/net/ipv4");
  const auto refused = mydocker_.line("network create n --ipv6");
  const auto v4 = mydocker_.line("network create n");
  must("umount /proc/sys/net/ipv4 && umount /proc/sys/net");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("this host's kernel has no IPv6"));
  EXPECT_THAT(refused.err, HasSubstr("hint: "));
  EXPECT_EQ(v4.code, 0) << v4.err;
}

}  // namespace ipv6_test
}  // namespace mydocker::testing

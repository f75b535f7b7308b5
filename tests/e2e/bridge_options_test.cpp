// The options of the bridge driver, one by one, with real packets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class BridgeOption : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add ns1 && ip netns add ns2");
  }
  // Creates network "web" (192.168.0.0/24) with both containers, at .2 and .3.
  void make(const std::string& options) const {
    done("network create web --subnet 192.168.0.0/24 " + options);
    done("network connect web ns1");
    done("network connect web ns2");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  static void know_the_way() { must("ip -n outside route add 192.168.0.0/24 via 198.51.100.1"); }
  Mydocker mydocker_;
};

TEST_F(BridgeOption, IccOffKeepsContainersFromEachOther) {
  make("-o com.docker.network.bridge.enable_icc=false");
  EXPECT_FALSE(reaches("ns1", "192.168.0.3"));
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

TEST_F(BridgeOption, InternalReachesTheNeighboursAndNoOneElse) {
  make("--internal");
  EXPECT_TRUE(reaches("ns1", "192.168.0.3"));
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  EXPECT_EQ(shell("ip -n ns1 route show default").out, "");
}

TEST_F(BridgeOption, GatewayModeIsolatedGivesTheHostNoAddress) {
  make("--internal -o com.docker.network.bridge.gateway_mode_ipv4=isolated");
  EXPECT_THAT(shell("ip address show web").out, Not(HasSubstr("inet ")));
  EXPECT_TRUE(reaches("ns1", "192.168.0.2")) << "no address is reserved for a gateway";
}

TEST_F(BridgeOption, GatewayModeRoutedLeavesAddressesAsTheyAre) {
  make("-o gateway-mode-ipv4=routed");
  EXPECT_FALSE(reaches("ns1", "198.51.100.2")) << "no host outside has a route back";
  know_the_way();
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  EXPECT_TRUE(reaches("outside", "192.168.0.2")) << "only ping is allowed";
}

TEST_F(BridgeOption, GatewayModeNatUnprotectedIsOpenToWhoKnowsTheWay) {
  make("-o gateway-mode-ipv4=nat-unprotected");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
  know_the_way();
  EXPECT_TRUE(reaches("outside", "192.168.0.2"));
}

TEST_F(BridgeOption, GatewayModeNatIsClosedToWhoKnowsTheWay) {
  make("");
  know_the_way();
  EXPECT_FALSE(reaches("outside", "192.168.0.2"));
}

TEST_F(BridgeOption, MasqueradeOffLeavesAddressesAsTheyAre) {
  make("-o com.docker.network.bridge.enable_ip_masquerade=false");
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  know_the_way();
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

TEST_F(BridgeOption, WithMasqueradeOffTheOperatorNamesTheSourceAddress) {
  must("ip address add 198.51.100.9/24 dev uplink");
  must(
      "ip netns exec outside nft 'table ip own { chain in { type filter hook input priority 0; "
      "icmp type echo-request ip saddr != 198.51.100.9 drop; }; }'");
  make("-o masquerade=false");
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  must(
      "nft 'table ip own { chain leave { type nat hook postrouting priority srcnat; "
      "ip saddr 192.168.0.0/24 oifname \"uplink\" snat to 198.51.100.9; }; }'");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

TEST_F(BridgeOption, OutboundOffAnswersAtPublishedPortsOnly) {
  done("network create web --subnet 192.168.0.0/24 -o outbound=false");
  done("network create db --subnet 192.168.1.0/24");
  done("network connect web ns1 -p 8080:80");
  done("network connect db ns2 -p 8081:80");
  Server server("ns1", Transport::tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server));
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  Server other("ns2", Transport::tcp, 80);
  EXPECT_TRUE(is_kept_from("ns1", {Transport::tcp, "198.51.100.1", 8081}, other));
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8081}, other));
}

TEST_F(BridgeOption, MasqueradePortsShowsTheHostAsTheSource) {
  done("network create web --subnet 192.168.0.0/24 -o masquerade-ports=true");
  done("network connect web ns1 -p 8080:80");
  must("ip -n ns1 route del default");
  must("ip -n ns1 rule flush && ip -n ns1 rule add pref 32766 table main");
  Server server("ns1", Transport::tcp, 80);
  std::string seen;
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server, &seen));
  EXPECT_THAT(seen, HasSubstr("192.168.0.1"));
}

TEST_F(BridgeOption, AContainerMayUseItsAllowedAddresses) {
  done("network create web --subnet 192.168.0.0/24 --aux-address vip=192.168.0.50");
  done("network connect web ns1 --driver-opt allowed-addresses=192.168.0.50");
  done("network connect web ns2");
  must("ip -n ns1 address add 192.168.0.50/24 dev eth0");
  EXPECT_TRUE(reaches("ns2", "192.168.0.50"));
  must("ip -n ns1 address del 192.168.0.50/24 dev eth0");
  must("ip -n ns2 address add 192.168.0.50/24 dev eth0");
  EXPECT_FALSE(reaches("ns1", "192.168.0.50"));
}

TEST_F(BridgeOption, AllowedAddressesAreFreeAddressesOfTheNetwork) {
  done("network create web --subnet 192.168.0.0/24");
  for (const std::string address : {"192.168.0.1", "192.168.7.1", "x"}) {
    const auto refused =
        mydocker_.line("-q network connect web ns1 --driver-opt allowed-addresses=" + address);
    EXPECT_EQ(refused.code, 125) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("\"allowed-addresses\""));
  }
}

TEST_F(BridgeOption, AContainerMayHaveSeveralAddressesOfASubnet) {
  done("network create web --subnet 192.168.0.0/24 --subnet fd00:1::/64");
  done("network create db --subnet 192.168.1.0/24 --subnet fd00:2::/64");
  done("network connect db ns1");
  done(
      "network connect web ns1 --ip 192.168.0.10 --ip 192.168.0.11 --ip6 fd00:1::10 --ip6 "
      "fd00:1::11");
  done("network connect web ns2");
  for (const char* address : {"192.168.0.10", "192.168.0.11", "fd00:1::10", "fd00:1::11"})
    EXPECT_TRUE(reaches("ns2", address)) << address;
  EXPECT_EQ(mydocker_.line("-q network connect web outside --ip 192.168.0.11").code, 1);
  done("network disconnect web ns1");
  done("network connect web outside --ip 192.168.0.11");
}

TEST_F(BridgeOption, AllowFromLetsAnotherNetworkIn) {
  done("network create web --subnet 192.168.0.0/24 -o allow-from=db");
  done("network create db --subnet 192.168.1.0/24");
  done("network connect web ns1");
  done("network connect db ns2");
  EXPECT_TRUE(reaches("ns2", "192.168.0.2"));
  EXPECT_FALSE(reaches("ns1", "192.168.1.2"));
}

TEST_F(BridgeOption, AnUnmanagedBridgeIsUsedAndStaysAsItIs) {
  // With a fixed MAC: otherwise the kernel would copy the MAC of a port.
  must("ip link add lan address 02:00:00:00:00:01 type bridge");
  must("ip link set lan addrgenmode none up");
  must("ip address add 192.168.0.1/24 dev lan");
  const auto before = snapshot_here();
  make("-o mode=unmanaged -o bridge-name=lan");
  EXPECT_TRUE(reaches("ns1", "192.168.0.3"));
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  done("network disconnect web ns1");
  done("network disconnect web ns2");
  done("network rm web");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(BridgeOption, TheAddressOfAnUnmanagedBridgeIsTheGateway) {
  must("ip link add lan up type bridge && ip address add 192.168.0.1/24 dev lan");
  must("ip address add 192.168.0.2/24 dev lan && ip address add 192.168.0.200/24 dev lan");
  make("-o mode=unmanaged -o bridge-name=lan");
  EXPECT_THAT(shell("ip -n ns1 route show default").out, HasSubstr("via 192.168.0.1 "));
  EXPECT_THAT(shell("ip -n ns1 address show eth0").out, HasSubstr("192.168.0.3/24"));
  EXPECT_THAT(shell("ip -n ns2 address show eth0").out, HasSubstr("192.168.0.4/24"));
  EXPECT_EQ(mydocker_.line("-q network connect web outside --ip 192.168.0.200").code, 1);
  // A file without a gateway means the same gateway.
  must(
      "echo 'networks: {web: {subnets: [{prefix: 192.168.0.0/24}], "
      "options: {mode: unmanaged, bridge-name: lan}}}' > /run/web.yaml");
  const auto applied = mydocker_.line("network apply -f /run/web.yaml");
  EXPECT_EQ(applied.out, "0 changes\n") << applied.err;
}

TEST_F(BridgeOption, AnUnmanagedBridgeGivesItsSubnetToTheNetwork) {
  must("ip link add lan up type bridge && ip address add 10.77.0.1/24 dev lan");
  const auto created = mydocker_.line("network create web -o mode=unmanaged -o bridge-name=lan");
  EXPECT_EQ(created.code, 0) << created.err;
  EXPECT_THAT(created.err, HasSubstr("uses subnet 10.77.0.0/24 of interface \"lan\""));
  done("network connect web ns1");
  EXPECT_THAT(shell("ip -n ns1 address show eth0").out, HasSubstr("10.77.0.2/24"));
  EXPECT_TRUE(reaches("ns1", "10.77.0.1"));
}

TEST_F(BridgeOption, AnUnmanagedBridgeWithoutAnAddressNeedsASubnet) {
  must("ip link add lan up type bridge && ip address add 10.77.0.1/24 dev lan");
  const std::string create = "network create web -o mode=unmanaged -o bridge-name=lan ";
  const auto without_ipv6 = mydocker_.line(create + "--ipv6");
  EXPECT_EQ(without_ipv6.code, 1);
  EXPECT_THAT(without_ipv6.err, HasSubstr("has no IPv6 address"));
  EXPECT_THAT(without_ipv6.err, HasSubstr("specify the subnet: --subnet PREFIX"));
  done(create + "--ipv6 --subnet fd00:1::/64");
}

// The subnet belongs to the LAN, and the containers of both networks get addresses of their own.
TEST_F(BridgeOption, TwoNetworksOnUnmanagedBridgesMayShareASubnet) {
  must("ip link add lan up type bridge && ip address add 192.168.0.1/24 dev lan");
  make("-o mode=unmanaged -o bridge-name=lan");
  const std::string second = "network create second -o mode=unmanaged --subnet 192.168.0.0/24 ";
  done(second + "-o bridge-name=lan --ip-range 192.168.0.64/28");
  must("ip netns add ns3 && ip netns add ns4");
  done("network connect second ns3");
  EXPECT_THAT(shell("ip -n ns3 address show eth0").out, HasSubstr("192.168.0.64/24"));
  EXPECT_TRUE(reaches("ns3", "192.168.0.2"));
  const auto held = mydocker_.line("-q network connect second ns4 --ip 192.168.0.2");
  EXPECT_EQ(held.code, 1);
  EXPECT_THAT(held.err, HasSubstr("held by container \"ns1\""));
  // A network with a bridge of its own still needs a subnet of its own.
  EXPECT_EQ(mydocker_.line("-q network create own --subnet 192.168.0.0/24").code, 1);
  EXPECT_EQ(mydocker_.line("-q network create own --subnet 192.168.0.0/24 -o bridge-name=x").code,
            1);
}

TEST_F(BridgeOption, AnotherGatewayBehindAnUnmanagedBridgeMayBeNamed) {
  must("ip link add lan up type bridge && ip address add 192.168.0.1/24 dev lan");
  make("--gateway 192.168.0.254 -o mode=unmanaged -o bridge-name=lan");
  EXPECT_THAT(shell("ip -n ns1 route show default").out, HasSubstr("via 192.168.0.254 "));
  EXPECT_THAT(shell("ip -n ns1 address show eth0").out, HasSubstr("192.168.0.2/24"));
}

TEST_F(BridgeOption, AContainerMayBeTheGatewayOfAnUnmanagedBridge) {
  must("ip link add lan up type bridge && ip address add 192.168.0.1/24 dev lan");
  must("ip netns add ns3");
  done(
      "network create web --subnet 192.168.0.0/24 --gateway 192.168.0.254 -o mode=unmanaged "
      "-o bridge-name=lan");
  done("network connect web ns1 --ip 192.168.0.254");
  done("network connect web ns2");
  EXPECT_EQ(shell("ip -n ns1 route show default").out, "");
  must("ip netns exec ns1 sysctl -q -w net.ipv4.ip_forward=1");
  must("ip -n ns1 link add far up type bridge && ip -n ns1 address add 203.0.113.1/32 dev far");
  EXPECT_TRUE(reaches("ns2", "203.0.113.1"));
  EXPECT_EQ(mydocker_.line("-q network connect web ns3 --ip 192.168.0.1").code, 1);
}

TEST_F(BridgeOption, PortsAreNotPublishedOnAnUnmanagedBridge) {
  must("ip link add lan up type bridge && ip address add 192.168.0.1/24 dev lan");
  done("network create web --subnet 192.168.0.0/24 -o mode=unmanaged -o bridge-name=lan");
  const auto connect = mydocker_.line("-q network connect web ns1 -p 8080:80");
  EXPECT_EQ(connect.code, 1);
  EXPECT_THAT(connect.err, HasSubstr("ports cannot be published on an unmanaged bridge"));
  done("network connect web ns1");
  const auto before = shell("nft list ruleset").out;
  const auto publish = mydocker_.line("-q network publish web ns1 8080:80");
  EXPECT_EQ(publish.code, 1);
  EXPECT_THAT(publish.err, HasSubstr("ports cannot be published on an unmanaged bridge"));
  EXPECT_EQ(shell("nft list ruleset").out, before);
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/conf/lan/route_localnet").out, "0\n");
}

TEST_F(BridgeOption, ABridgeOfAnotherProgramIsNotTakenOver) {
  must("ip link add lan type bridge");
  const auto refused = mydocker_.line("network create web -o bridge-name=lan");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("lan"));
  EXPECT_EQ(shell("ip link show lan").code, 0);
}

TEST_F(BridgeOption, TheNamesOfLinksAndTheMacAreThoseThatWereAskedFor) {
  done("network create web --subnet 192.168.0.0/24 -o com.docker.network.bridge.name=lan0");
  done("network connect web ns1 --ifname up0 --mac-address 02:00:00:00:00:07");
  EXPECT_THAT(shell("ip link show lan0").out, HasSubstr(",UP"));
  EXPECT_THAT(shell("ip -n ns1 link show up0").out, HasSubstr("02:00:00:00:00:07"));
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
}

TEST_F(BridgeOption, MtuIsThatOfBothEnds) {
  make("-o com.docker.network.driver.mtu=1300");
  EXPECT_THAT(shell("ip link show web").out, HasSubstr("mtu 1300 "));
  EXPECT_THAT(shell("ip -n ns1 link show eth0").out, HasSubstr("mtu 1300 "));
}

TEST_F(BridgeOption, ATableOfTheOperatorsComesFirstAndIsNeverTouched) {
  must(
      "nft 'table inet own { chain pass { type filter hook forward priority -10; "
      "ip daddr 198.51.100.2 drop; }; }'");
  const auto own = shell("nft list table inet own").out;
  make("");
  EXPECT_FALSE(reaches("ns1", "198.51.100.2"));
  EXPECT_TRUE(reaches("ns1", "192.168.0.3"));
  done("network reload web");
  EXPECT_EQ(shell("nft list table inet own").out, own);
  must("nft flush chain inet own pass");
  EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
}

TEST_F(BridgeOption, UnknownOnesAreAskedBack) {
  const auto refused = mydocker_.line("network create web -o com.docker.network.driver.mut=1300");
  EXPECT_EQ(refused.code, 125);
  EXPECT_THAT(refused.err, HasSubstr("did you mean \"com.docker.network.driver.mtu\"?"));
}

}  // namespace
}  // namespace mydocker::testing

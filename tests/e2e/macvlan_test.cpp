// Containers on the LAN of a parent link, with real packets.
#include <gmock/gmock.h>

#include "e2e/lan.hpp"

namespace mydocker::testing {
namespace macvlan_test {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kLan = "network create m -d macvlan --subnet 192.168.0.0/24 ";
const std::string kDual = kLan + "--subnet fd00:1::/64 ";

// The full kernel state of the parent, except for the indexes of links.
std::string parent() { return shell("ip -d link show uplink && ip address show uplink").out; }

class MacvlanNetwork : public OnLan {
 protected:
  void connect_both() const {
    done("network connect m ns1 --ip 192.168.0.21");
    done("network connect m ns2 --ip 192.168.0.22");
  }
  void remove_all() const {
    for (const char* name : {"ns1", "ns2", "ns3"}) run(std::string("network disconnect m ") + name);
    done("network rm m");
  }
};

TEST_F(MacvlanNetwork, InModeBridgeContainersReachEachOtherAndTheLan) {
  const auto before = parent();
  const auto host = snapshot_here();
  done(kLan + "-o parent=uplink --gateway 192.168.0.1");
  connect_both();
  EXPECT_TRUE(reaches("ns1", "192.168.0.22"));
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  EXPECT_TRUE(reaches("router", "192.168.0.21"));
  EXPECT_FALSE(reaches("ns1", "192.168.0.100")) << "the host is behind the parent";
  EXPECT_THAT(shell("ip -n ns1 route show default").out, HasSubstr("via 192.168.0.1 dev eth0"));
  remove_all();
  EXPECT_EQ(parent(), before);
  EXPECT_EQ(difference(snapshot_here(), host), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(MacvlanNetwork, ALostGroupAndArpAreRestoredInPlace) {
  for (const std::string mode : {"bridge", "passthru"}) {
    done(kLan + "-o parent=uplink --gateway 192.168.0.1 -o macvlan_mode=" + mode);
    done("network connect m ns1");
    const auto index = shell("ip netns exec ns1 cat /sys/class/net/eth0/ifindex").out;
    must("ip -n ns1 link set dev eth0 group 0 arp off && ip -n ns1 neighbour flush dev eth0");
    EXPECT_FALSE(reaches("ns1", "192.168.0.1"));
    EXPECT_EQ(run("network verify m").code, 3);
    done("network reload m");
    EXPECT_TRUE(reaches("ns1", "192.168.0.1")) << mode;
    EXPECT_EQ(run("network verify m").code, 0);
    EXPECT_EQ(shell("ip netns exec ns1 cat /sys/class/net/eth0/ifindex").out, index);
    must("ip -n ns1 link set dev eth0 group 0");
    done("network disconnect m ns1");
    EXPECT_EQ(shell("ip -n ns1 link show dev eth0").code, 1) << "the link goes without its group";
    done("network rm m");
  }
}

TEST_F(MacvlanNetwork, InModePrivateTheyReachTheLanAndNotEachOther) {
  const auto before = parent();
  done(kLan + "-o parent=uplink -o macvlan_mode=private");
  connect_both();
  EXPECT_FALSE(reaches("ns1", "192.168.0.22"));
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  remove_all();
  EXPECT_EQ(parent(), before);
}

// The peer of the uplink is a port of a bridge. In hairpin mode the bridge sends frames back to
// their sender.
TEST_F(MacvlanNetwork, InModeVepaTheyReachEachOtherOnlyByASwitchThatSendsBack) {
  must("ip -n router link add br0 type bridge && ip -n router link set br0 up");
  must("ip -n router link set lan master br0");
  done(kLan + "-o parent=uplink -o mode=vepa");
  connect_both();
  EXPECT_FALSE(reaches("ns1", "192.168.0.22"));
  must("ip -n router link set lan type bridge_slave hairpin on");
  // In the other direction, because a failed neighbour lookup is not repeated immediately.
  EXPECT_TRUE(reaches("ns2", "192.168.0.21"));
  remove_all();
}

TEST_F(MacvlanNetwork, PassthruAdmitsOneAndLeavesTheParentAsItWas) {
  must("ip netns add ns4");
  const auto before = parent();
  const auto mac =
      shell("cat /sys/class/net/uplink/address 2>/dev/null; ip -o link show uplink").out;
  done(kLan + "-o parent=uplink -o mode=passthru");
  done("network connect m ns1 --ip 192.168.0.21");
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  const auto own = shell("ip -n ns1 -o link show eth0 | grep -o 'ether [0-9a-f:]*'").out;
  EXPECT_THAT(mac, HasSubstr(own.substr(0, own.size() - 1))) << "it has the parent's MAC";
  EXPECT_THAT(refused("network connect m ns2"),
              HasSubstr("parent \"uplink\" is used by container \"ns1\" of network \"m\""));
  EXPECT_EQ(shell("ip -n ns2 link show eth0").code, 1);
  EXPECT_THAT(run("network inspect m").out, HasSubstr("\"MacAddress\": \"\""));
  done("network disconnect m ns1");
  EXPECT_EQ(parent(), before);
  done("network connect m ns2");
  remove_all();
  EXPECT_EQ(parent(), before);
}

// In mode passthru a container changes the MAC of the parent with its own. That is restored too.
TEST_F(MacvlanNetwork, PassthruLeavesTheMacOfTheParentAsItWas) {
  const auto before = parent();
  done(kLan + "-o parent=uplink -o mode=passthru");
  done("network connect m ns1");
  must("ip -n ns1 link set eth0 down && ip -n ns1 link set eth0 address 02:00:00:00:00:09");
  must("ip -n ns1 link set eth0 up");
  EXPECT_NE(parent(), before);
  remove_all();
  EXPECT_EQ(parent(), before);
}

TEST_F(MacvlanNetwork, OthersAndPassthruExcludeEachOtherAcrossNetworks) {
  const auto plain = kLan + "-o parent=uplink";
  const std::string passthru =
      "network create p -d macvlan --subnet 10.9.0.0/24 -o parent=uplink -o mode=passthru";
  done(plain);
  EXPECT_THAT(refused(passthru), HasSubstr("network \"m\" uses \"uplink\""));
  EXPECT_THAT(refused(passthru + " --dry-run"), HasSubstr("network \"m\" uses \"uplink\""));
  done("network rm m");
  done(passthru);
  EXPECT_THAT(refused(plain), HasSubstr("network \"p\" uses \"uplink\""));
  done("network connect p ns1");
  EXPECT_THAT(refused("network connect p ns2"), HasSubstr("container \"ns1\" of network \"p\""));
  must("ip netns delete ns1");
  must("timeout 20 sh -c 'until ip -d link show uplink | grep -q \"promiscuity 0\"; do :; done'");
  done("network connect p ns2");
}

// The kernel refuses a second link beside a foreign one in mode passthru.
TEST_F(MacvlanNetwork, APassthruOfAnotherProgramIsNamedInTheError) {
  must("ip link add link uplink name own netns ns3 type macvlan mode passthru");
  const auto before = parent();
  done(kLan + "-o parent=uplink");
  const auto said = refused("network connect m ns1");
  EXPECT_THAT(said, HasSubstr("create macvlan \"eth0\" on \"uplink\""));
  EXPECT_THAT(said, HasSubstr("it has a macvlan in mode passthru"));
  EXPECT_EQ(parent(), before);
}

TEST_F(MacvlanNetwork, SeveralNetworksOfSeveralModesShareAParent) {
  done(kLan + "-o parent=uplink");
  done("network create p -d macvlan --subnet 10.9.0.0/24 -o parent=uplink -o mode=private");
  done("network connect m ns1 --ip 192.168.0.21");
  done("network connect p ns1");
  done("network connect p ns2");
  done("network connect m ns3 --ip 192.168.0.23");
  EXPECT_TRUE(reaches("ns1", "192.168.0.23"));
  EXPECT_FALSE(reaches("ns1", "10.9.0.2"));
  EXPECT_EQ(shell("ip -n ns1 link show eth1").code, 0);
}

TEST_F(MacvlanNetwork, NetworksOfOneLanKeepTheirReservationsApart) {
  const std::string other =
      "network create other -d macvlan -o parent=uplink --subnet 192.168.0.0/24 ";
  done(kLan + "-o parent=uplink --ip-range 192.168.0.20-192.168.0.21 --reserve db=192.168.0.22");
  done("network connect m ns1 --ip 192.168.0.20");
  EXPECT_THAT(refused(other + "--reserve web=192.168.0.20"),
              HasSubstr("is held by container \"ns1\""));
  EXPECT_THAT(refused(other + "--reserve web=192.168.0.22"),
              HasSubstr("is reserved for container \"db\" of network \"m\""));
  done(other + "--ip-range 192.168.0.20-192.168.0.23 --reserve db=192.168.0.22");
  EXPECT_THAT(refused("network connect other ns2 --ip 192.168.0.22"), HasSubstr("\"db\""));
  done("network connect other ns2");
  EXPECT_THAT(shell("ip -n ns2 -4 -o address show eth0").out, HasSubstr("192.168.0.21/24"));
  done("network connect other ns3");
  EXPECT_THAT(shell("ip -n ns3 -4 -o address show eth0").out, HasSubstr("192.168.0.23/24"));
}

// The host has an address on one of the two bridges only.
TEST_F(MacvlanNetwork, NetworksOnTwoBridgesShareTheSubnetOfTheirLan) {
  for (const char* name : {"br1", "br2"})
    must(std::string("ip link add ") + name + " type bridge && ip link set " + name + " up");
  must("ip link add v1 type veth peer name v2 && ip link set v1 master br1 up");
  must("ip link set v2 master br2 up && ip address add 10.7.0.1/24 dev br1");
  const std::string subnet = " -d macvlan --subnet 10.7.0.0/24 -o parent=";
  done("network create one" + subnet + "br1 --ip-range 10.7.0.0/30");
  done("network create two" + subnet + "br2");
  done("network connect one ns1");
  done("network connect two ns2");
  done("network connect two ns3");
  const auto own = [](const std::string& name) {
    return shell("ip -n " + name + " -4 -o address show eth0").out;
  };
  EXPECT_THAT(own("ns1"), HasSubstr("10.7.0.2/24"));
  EXPECT_THAT(own("ns2"), HasSubstr("10.7.0.3/24")) << "10.7.0.1 is that of the host";
  EXPECT_THAT(own("ns3"), HasSubstr("10.7.0.4/24"));
  EXPECT_THAT(refused("network connect two ns1 --ip 10.7.0.2"), HasSubstr("\"ns1\""));
  EXPECT_TRUE(reaches("ns1", "10.7.0.3"));
}

TEST_F(MacvlanNetwork, TheHostReachesItsContainersByALinkOfItsOwn) {
  const auto host = snapshot_here();
  done(kDual + "-o parent=uplink -o host-link=shim --aux-address host-link=192.168.0.9");
  EXPECT_THAT(shell("ip address show shim").out, HasSubstr("192.168.0.9/32"));
  done("network connect m ns1 --ip 192.168.0.21 --ip6 fd00:1::21");
  for (const char* address : {"192.168.0.21", "fd00:1::21", "192.168.0.1", "fd00:1::1"})
    EXPECT_EQ(shell(std::string("ping -c 1 -W 2 ") + address).code, 0) << address;
  EXPECT_TRUE(reaches("ns1", "192.168.0.9"));
  EXPECT_TRUE(reaches("router", "192.168.0.9"));
  // The LAN finds the host's address only at the parent. If the parent does not reply, no other
  // link does.
  EXPECT_TRUE(reaches("router", "192.168.0.100"));
  must("echo 8 > /proc/sys/net/ipv4/conf/uplink/arp_ignore");
  must("ip -n router neighbour flush dev lan");
  EXPECT_FALSE(reaches("router", "192.168.0.100"));
  must("echo 0 > /proc/sys/net/ipv4/conf/uplink/arp_ignore");
  done("network disconnect m ns1");
  EXPECT_EQ(shell("ip route show 192.168.0.21").out, "");
  done("network rm m");
  EXPECT_EQ(difference(snapshot_here(), host), "");
}

TEST_F(MacvlanNetwork, TheHostsLinkComesBackAfterItWasLost) {
  done(kLan + "-o parent=uplink -o host-link=shim");
  done("network connect m ns1 --ip 192.168.0.21");
  const auto before = snapshot_here();
  must("ip link delete dev shim");
  EXPECT_NE(difference(snapshot_here(), before), "");
  done("network reload m");
  EXPECT_EQ(difference(snapshot_here(), before), "");
  EXPECT_EQ(shell("ping -c 1 -W 2 192.168.0.21").code, 0);
}

TEST_F(MacvlanNetwork, ALinkOfAnotherProgramIsNotTakenForTheHosts) {
  must("ip link add shim type bridge");
  EXPECT_THAT(refused(kLan + "-o parent=uplink -o host-link=shim"), HasSubstr("\"shim\""));
  EXPECT_THAT(shell("ip -d link show shim").out, HasSubstr("bridge"));
}

TEST_F(MacvlanNetwork, TheParentIsThatOfTheDefaultRoutePermanently) {
  must("ip route add default via 192.168.0.1");
  done(kLan);
  EXPECT_THAT(run("network inspect m").out, HasSubstr("\"parent\": \"uplink\""));
  EXPECT_THAT(run("network inspect m").out, HasSubstr("\"Gateway\": \"192.168.0.1\""))
      << "the host's own way out, as it leads through the subnet";
  must("ip link add other up type veth peer name far && ip link set far up");
  must("ip address add 10.9.9.1/24 dev other");
  must("ip route replace default via 10.9.9.2");
  done("network connect m ns1 --ip 192.168.0.21");
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  EXPECT_THAT(shell("ip -n ns1 route show default").out, HasSubstr("via 192.168.0.1"));
}

TEST_F(MacvlanNetwork, WithoutASubnetItUsesThoseOfTheParent) {
  const auto created = mydocker_.line("network create lan -d macvlan -o parent=uplink --ipv6");
  ASSERT_EQ(created.code, 0) << created.err;
  EXPECT_THAT(created.err, HasSubstr("--subnet 192.168.0.0/24 --ip-range PREFIX"));
  done("network connect lan ns1");
  const auto shown = run("network inspect lan").out;
  for (const auto* subnet : {"\"192.168.0.0/24\"", "\"fd00:1::/64\""})
    EXPECT_THAT(shown, HasSubstr(subnet));
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
  EXPECT_TRUE(reaches("ns1", "fd00:1::1"));
  done("network create more -d macvlan -o parent=uplink");  // the LAN has room for two networks
  done("network connect more ns2");
  EXPECT_TRUE(reaches("ns2", "192.168.0.1"));
}

TEST_F(MacvlanNetwork, WithoutADefaultRouteAParentHasToBeNamed) {
  EXPECT_THAT(refused(kLan), HasSubstr("no default route"));
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

// As in Docker, no default gateway is chosen.
TEST_F(MacvlanNetwork, WithoutAGatewayThereIsNoDefaultRoute) {
  done(kLan + "-o parent=uplink");
  done("network connect m ns1");
  EXPECT_EQ(shell("ip -n ns1 route show default").out, "");
  EXPECT_THAT(run("network inspect m").out, Not(HasSubstr("\"Gateway\": \"192")));
}

TEST_F(MacvlanNetwork, TheGatewayIsKeptForTheLan) {
  done(kLan + "-o parent=uplink --gateway 192.168.0.1 --ip-range 192.168.0.0/29");
  EXPECT_THAT(refused("network connect m ns1 --ip 192.168.0.1"), HasSubstr("gateway"));
  EXPECT_THAT(refused("network connect m ns1 --ip 192.168.0.100"), HasSubstr("\"host\""));
  done("network connect m ns1");
  EXPECT_THAT(shell("ip -n ns1 address show eth0").out, HasSubstr("192.168.0.2/24"));
  EXPECT_THAT(shell("ip address show uplink").out, Not(HasSubstr("192.168.0.1/24")));
}

TEST_F(MacvlanNetwork, AnInternalOneHasNoWayOut) {
  done(kLan + "-o parent=uplink --gateway 192.168.0.1 --internal");
  done("network connect m ns1");
  EXPECT_EQ(shell("ip -n ns1 route show default").out, "");
}

TEST_F(MacvlanNetwork, IsAlsoOfTwoFamilies) {
  const auto host = snapshot_here();
  done(kDual + "-o parent=uplink --gateway 192.168.0.1 --gateway fd00:1::1");
  done("network connect m ns1 --ip 192.168.0.21 --ip6 fd00:1::21");
  done("network connect m ns2 --ip6 fd00:1::22");
  EXPECT_TRUE(reaches("ns1", "fd00:1::22"));
  EXPECT_TRUE(reaches("ns1", "fd00:1::1"));
  EXPECT_TRUE(reaches("router", "fd00:1::21"));
  EXPECT_THAT(shell("ip -n ns1 -6 route show default").out, HasSubstr("via fd00:1::1 dev eth0"));
  EXPECT_EQ(shell("ip netns exec ns1 cat /proc/sys/net/ipv6/conf/eth0/accept_ra").out, "0\n");
  remove_all();
  EXPECT_EQ(difference(snapshot_here(), host), "");
}

TEST_F(MacvlanNetwork, MacNameAndSizeAreThoseThatWereAskedFor) {
  must("ip link set uplink mtu 1400 && ip -n router link set lan mtu 1400");
  done(kLan + "-o parent=uplink");
  done("network connect m ns1 --mac-address 02:00:00:00:00:07 --ifname lan0");
  const auto link = shell("ip -n ns1 link show lan0").out;
  EXPECT_THAT(link, HasSubstr("02:00:00:00:00:07"));
  EXPECT_THAT(link, HasSubstr("mtu 1400 ")) << "the parent's";
  done("network disconnect m ns1");
  EXPECT_EQ(shell("ip -n ns1 link show lan0").code, 1);
  done("network create s -d macvlan --subnet 10.9.0.0/24 -o parent=uplink -o mtu=1300");
  done("network connect s ns1");
  EXPECT_THAT(shell("ip -n ns1 link show eth0").out, HasSubstr("mtu 1300 "));
}

TEST_F(MacvlanNetwork, PortsAreRefusedWithWhatToDoInstead) {
  done(kLan + "-o parent=uplink");
  EXPECT_THAT(refused("network connect m ns1 -p 8080:80"),
              HasSubstr("at the containers' addresses"));
  done("network connect m ns1");
  EXPECT_THAT(refused("network publish m ns1 8080:80"), HasSubstr("at the containers' addresses"));
}

TEST_F(MacvlanNetwork, GoesWithoutItsDriver) {
  const auto before = parent();
  done(kLan + "-o parent=uplink -o host-link=shim");
  done("network connect m ns1");
  const std::string file = "/run/mydocker/drivers/macvlan.so";
  must("mv " + file + " " + file + ".away");
  done("network disconnect m ns1");
  done("network rm m");
  must("mv " + file + ".away " + file);
  EXPECT_EQ(parent(), before);
  EXPECT_EQ(shell("ip link show shim").code, 1);
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

// A container that can rename its link cannot stay on the LAN with it.
TEST_F(MacvlanNetwork, ALinkThatTheContainerHasRenamedGoesAllTheSame) {
  done(kLan + "-o parent=uplink");
  done("network connect m ns1");
  must("ip -n ns1 link set eth0 down && ip -n ns1 link set eth0 name lan0 up");
  done("network disconnect m ns1");
  EXPECT_EQ(shell("ip -n ns1 link show lan0").code, 1);

  done("network connect m ns1");
  done("network create n --driver macvlan --subnet 10.9.0.0/24 -o parent=uplink");
  done("network connect n ns1");
  must("for link in eth0 eth1; do ip -n ns1 link set $link down; done");
  must(
      "ip -n ns1 link set eth0 name x && ip -n ns1 link set eth1 name eth0 && "
      "ip -n ns1 link set x name eth1");
  const auto second = shell("ip -n ns1 -o link show eth0 | grep -o 02:4d:[0-9a-f:]*").out;
  done("network disconnect m ns1");
  EXPECT_EQ(shell("ip -n ns1 -o link show | grep -o 02:4d:[0-9a-f:]*").out, second);
}

TEST_F(MacvlanNetwork, ALinkInModePassthruThatTheContainerHasRenamedGoesAllTheSame) {
  done(kLan + "-o parent=uplink -o macvlan_mode=passthru");
  done("network connect m ns1");
  must("ip -n ns1 link set eth0 down && ip -n ns1 link set eth0 name lan0 up");
  done("network disconnect m ns1");
  EXPECT_EQ(shell("ip -n ns1 link show lan0").code, 1);
}

TEST_F(MacvlanNetwork, ANetworkOfAParentThatIsGoneCanBeRemoved) {
  done(kLan + "-o parent=uplink");
  done("network connect m ns1");
  must("ip link delete dev uplink");
  EXPECT_THAT(refused("network connect m ns2"), HasSubstr("no interface \"uplink\""));
  remove_all();
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(MacvlanNetwork, OfAFileIsMadeOnce) {
  must("ip route add default via 192.168.0.1");
  must(
      "printf 'networks:\\n  m:\\n    driver: macvlan\\n    subnets:\\n      - prefix: "
      "192.168.0.0/24\\n    options: {host-link: shim}\\n' > /run/networks.yaml");
  done("network apply -f /run/networks.yaml");
  EXPECT_THAT(run("network apply -f /run/networks.yaml").out, HasSubstr("0 changes"));
  const auto exported = run("network export");
  EXPECT_THAT(exported.out, HasSubstr("parent: uplink"));
  must("ip route delete default");
  EXPECT_THAT(run("network apply -f /run/networks.yaml").out, HasSubstr("0 changes"));
}

}  // namespace macvlan_test
}  // namespace mydocker::testing

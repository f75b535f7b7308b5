// Packets between links of other programs, while forwarding is on only because of mydocker.
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace bridged_transit_test {

// Two bridges of another program. On the first one, two virtual machines; on the second one, a
// third.
class BridgedTransit : public ::testing::Test {
 protected:
  void SetUp() override {
    must("sysctl -q -w net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0");
    must("ip link add virbr0 type bridge && ip address add 192.168.122.1/24 dev virbr0");
    must("ip link add virbr1 type bridge && ip address add 192.168.123.1/24 dev virbr1");
    must("ip link set virbr0 up && ip link set virbr1 up");
    plug("vm1", "virbr0", "192.168.122.11");
    plug("vm2", "virbr0", "192.168.122.12");
    plug("vm3", "virbr1", "192.168.123.13");
  }
  static void plug(const std::string& machine, const std::string& bridge,
                   const std::string& address) {
    const auto network = address.substr(0, address.rfind('.') + 1);
    must("ip netns add " + machine + " && ip link add " + machine + " type veth peer name eth0" +
         " netns " + machine + " && ip link set " + machine + " master " + bridge + " up");
    must("ip -n " + machine + " address add " + address + "/24 dev eth0 && ip -n " + machine +
         " link set eth0 up && ip -n " + machine + " route add default via " + network + "1");
  }
  static void filter_bridged_frames(bool on) {
    const std::string value = on ? "1" : "0";
    must("modprobe br_netfilter 2> /dev/null; sysctl -q -w net.bridge.bridge-nf-call-iptables=" +
         value + " net.bridge.bridge-nf-call-ip6tables=" + value);
  }
  const Mydocker mydocker_;
};

TEST_F(BridgedTransit, BetweenPortsOfAnotherBridgeIsAllowedAndBetweenBridgesBlocked) {
  for (const bool filters : {false, true}) {
    SCOPED_TRACE(filters);
    filter_bridged_frames(filters);
    EXPECT_TRUE(reaches("vm1", "192.168.122.12"));
    EXPECT_FALSE(reaches("vm1", "192.168.123.13"));
    ASSERT_EQ(mydocker_.line("-q network create web").code, 0);
    EXPECT_EQ(shell("cat /proc/sys/net/ipv4/ip_forward").out, "1\n");
    EXPECT_TRUE(reaches("vm1", "192.168.122.12"));
    EXPECT_FALSE(reaches("vm1", "192.168.123.13"));
    ASSERT_EQ(mydocker_.line("-q network rm web").code, 0);
  }
}

}  // namespace bridged_transit_test
}  // namespace mydocker::testing

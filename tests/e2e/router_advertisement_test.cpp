// Router advertisements of a container are not accepted by others.
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace {

// Sends one router advertisement (RFC 4861, section 4.2) from eth0 of the namespace to all nodes.
void advertise(const std::string& netns) {
  std::ofstream("/run/advertise.py") << R"(
import socket, struct
link = socket.if_nametoindex("eth0")
sender = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, link)
sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
lifetime = 1800
sender.sendto(struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, lifetime, 0, 0), ("ff02::1", 0, 0, link))
)";
  must("ip netns exec " + netns + " python3 -IS /run/advertise.py");
}

// Returns true if a default route was learned. Waits a moment for it.
bool learned_a_route(const std::string& prefix) {
  const std::string show = prefix + "ip -6 route show default proto ra";
  return shell("for i in 1 2 3 4 5 6 7 8 9 10; do " + show +
               " | grep -q . && exit 0; sleep 0.1; done; exit 1")
             .code == 0;
}

TEST(RouterAdvertisement, OfAContainerReachesNoOne) {
  const Mydocker mydocker;
  const auto done = [&](const std::string& line) {
    const auto outcome = mydocker.line(line);
    ASSERT_EQ(outcome.code, 0) << outcome.err;
  };
  must("ip netns add ns1 && ip netns add ns2");
  done("network create n --internal --subnet fd00:1::/64 --ipv4=false");
  must("echo 0 > /proc/sys/net/ipv6/conf/all/forwarding");  // a host without forwarding accepts
                                                            // router advertisements
  done("network connect n ns1");
  done("network connect n ns2");
  EXPECT_TRUE(reaches("ns1", "fd00:1::3"));
  advertise("ns2");
  EXPECT_TRUE(reaches("ns2", "fd00:1::2")) << "behind the advertisement, on the same way";
  EXPECT_FALSE(learned_a_route("ip netns exec ns1 "));
  EXPECT_FALSE(learned_a_route(""));
}

// The control of the test above: a host that listens learns the route.
TEST(RouterAdvertisement, IsHeardByWhoListens) {
  must("ip netns add ns1 && ip netns add ns2");
  must("ip -n ns1 link add eth0 type veth peer name eth0 netns ns2");
  must("ip netns exec ns1 sh -c 'echo 1 > /proc/sys/net/ipv6/conf/eth0/accept_ra'");
  for (const std::string name : {"ns1", "ns2"}) {
    must("ip -n " + name + " link set eth0 addrgenmode none");
    must("ip -n " + name + " link set eth0 up");
    must("ip -n " + name + " address add fe80::" + name.substr(2) + "/64 nodad dev eth0");
  }
  EXPECT_TRUE(reaches("ns2", "fe80::1%eth0"));
  advertise("ns2");
  EXPECT_TRUE(learned_a_route("ip netns exec ns1 "));
}

}  // namespace
}  // namespace mydocker::testing

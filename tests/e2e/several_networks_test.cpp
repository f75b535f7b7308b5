// A container on several networks: replies leave through the interface of their source address.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace several_networks_test {

constexpr std::uint16_t kPort = 80;
constexpr const char* kHostV4 = "198.51.100.1";
constexpr const char* kHostV6 = "2001:db8:ff::1";

class SeveralNetworks : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside_v6();
    must("for name in c1 c2 c3 c4; do ip netns add $name; done");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q network " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  void create(const std::string& name, int number, const std::string& more = "") const {
    const auto n = std::to_string(number);
    done("create " + name + " --subnet 192.168." + n + ".0/24 --subnet fd00:" + n + "::/64 " +
         more);
  }
  // Expects that the port of the host reaches the server in c1 from each place and by each family.
  static void expect_reached(int host_port, const std::vector<std::string>& places) {
    Server server("c1", Transport::tcp, kPort);
    for (const auto& place : places)
      for (const char* address : {kHostV4, kHostV6})
        EXPECT_TRUE(reaches_server(
            place, {Transport::tcp, address, static_cast<std::uint16_t>(host_port)}, server))
            << "from \"" << place << "\" to " << address << " port " << host_port;
  }
  Mydocker mydocker_;
};

TEST_F(SeveralNetworks, APortOfEachNetworkIsReachedFromEverywhere) {
  create("a", 1);
  create("b", 2);
  create("m", 3);
  done("connect a c1 -p 8081:80");
  done("connect b c1 -p 8082:80");
  done("connect a c2");
  done("connect b c3");
  done("connect m c4");
  expect_reached(8081, {"outside", "", "c1", "c2", "c3", "c4"});
  // From c1, the source is the address in "a". The kernel drops a packet from its own address.
  expect_reached(8082, {"outside", "", "c2", "c3", "c4"});
}

TEST_F(SeveralNetworks, TheNetworkOfTheDefaultRouteDoesNotMatter) {
  create("a", 1);
  create("b", 2, "-o no-default-route=true");
  create("c", 3);
  done("connect a c1 -p 8081:80");
  done("connect b c1 -p 8082:80");
  done("connect c c1 -p 8083:80 --gw-priority 50");
  for (const int port : {8081, 8082, 8083}) expect_reached(port, {"outside", ""});
}

TEST_F(SeveralNetworks, StrictReversePathFilterAcceptsBothNetworks) {
  must(
      "for name in all default; do ip netns exec c1 sysctl -q -w net.ipv4.conf.$name.rp_filter=1; "
      "done");
  create("a", 1, "-o antispoofing=false");
  create("b", 2, "-o antispoofing=false");
  done("connect a c1 -p 8081:80");
  done("connect b c1 -p 8082:80");
  for (const int port : {8081, 8082}) expect_reached(port, {"outside", ""});
}

TEST_F(SeveralNetworks, ARoutedContainerIsReachedAtTheAddressOfEachNetwork) {
  create("a", 1, "-o gateway-mode-ipv4=routed -o gateway-mode-ipv6=routed");
  create("b", 2, "-o gateway-mode-ipv4=routed -o gateway-mode-ipv6=routed");
  must("ip -n outside route add 192.168.0.0/16 via 198.51.100.1");
  must("ip -n outside -6 route add fd00::/16 via 2001:db8:ff::1");
  const auto told = mydocker_.line("network connect a c1 --ip 192.168.1.9 --ip6 fd00:1::9 -p 80");
  EXPECT_THAT(told.out, ::testing::EndsWith(", ports 80/tcp\n")) << "no port of the host is open";
  done("connect b c1 --ip 192.168.2.9 --ip6 fd00:2::9 -p 80");
  Server server("c1", Transport::tcp, kPort);
  for (const char* address : {"192.168.1.9", "192.168.2.9", "fd00:1::9", "fd00:2::9"})
    EXPECT_TRUE(reaches_server("outside", {Transport::tcp, address, kPort}, server)) << address;
}

TEST_F(SeveralNetworks, RoutesThatAnotherProgramAddsInTheContainerStayInUse) {
  create("a", 1, "-o antispoofing=false");
  done("connect a c1 --ip 192.168.1.10");
  done("connect a c2 --ip 192.168.1.20");
  must("ip netns exec c2 sysctl -q -w net.ipv4.ip_forward=1");
  must("ip -n c2 address add 10.9.9.9/32 dev lo");
  must("ip -n c1 route add 10.9.9.9/32 via 192.168.1.20");
  Server server("c2", Transport::tcp, kPort);
  EXPECT_TRUE(reaches_server("c1", {Transport::tcp, "10.9.9.9", kPort}, server));
}

// Replies to an allowed address leave through its network, in either order of the connections.
TEST_F(SeveralNetworks, AnAllowedAddressIsReachedFromOutside) {
  must("ip -n outside route add 192.168.0.0/16 via 198.51.100.1");
  must("ip -n outside -6 route add fd00::/16 via 2001:db8:ff::1");
  create("a", 1);
  create("b", 2,
         "-o gateway-mode-ipv4=nat-unprotected -o gateway-mode-ipv6=nat-unprotected "
         "--aux-address v=192.168.2.100 --aux-address w=fd00:2::100");
  const std::string to_b = "connect b c1 --driver-opt allowed-addresses=192.168.2.100,fd00:2::100";
  for (const auto& [first, second] : {std::pair(std::string("connect a c1"), to_b),
                                      std::pair(to_b, std::string("connect a c1"))}) {
    done(first);
    done(second);
    const auto link = shell("ip -n c1 -o address show to 192.168.2.0/24 | cut -d' ' -f2").out;
    const auto dev = link.substr(0, link.find('\n'));
    must("ip -n c1 address add 192.168.2.100/24 dev " + dev);
    must("ip -n c1 address add fd00:2::100/64 dev " + dev + " nodad");
    Server server("c1", Transport::tcp, kPort);
    for (const char* address : {"192.168.2.100", "fd00:2::100"})
      EXPECT_TRUE(reaches_server("outside", {Transport::tcp, address, kPort}, server))
          << first << " " << address;
    done("disconnect a c1");
    done("disconnect b c1");
  }
}

TEST_F(SeveralNetworks, DisconnectRemovesTheRulesOfThatNetworkOnly) {
  create("a", 1);
  create("b", 2);
  const std::string rules = "ip -n c1 rule; ip -n c1 -6 rule";
  const auto before = shell(rules).out;
  done("connect a c1 -p 8081:80");
  done("connect b c1 -p 8082:80");
  done("disconnect b c1");
  expect_reached(8081, {"outside", ""});
  done("connect b c1 -p 8082:80");
  done("disconnect a c1");
  expect_reached(8082, {"outside", ""});
  done("disconnect b c1");
  EXPECT_EQ(shell(rules).out, before);
  EXPECT_EQ(shell("ip -n c1 route show table all type unicast").out, "");
}

TEST_F(SeveralNetworks, ANetworkCanBeConnectedAgain) {
  create("a", 1);
  create("b", 2);
  done("connect a c1 -p 8081:80");
  done("connect b c1 -p 8082:80");
  done("connect a c2");
  done("disconnect a c1");
  done("connect a c1 -p 8081:80");
  for (const int port : {8081, 8082}) expect_reached(port, {"outside", "", "c2"});
  done("disconnect b c1");
  EXPECT_EQ(mydocker_.line("-q network verify a").code, 0);
}

TEST_F(SeveralNetworks, ReloadRestoresALostRule) {
  create("a", 1);
  create("b", 2);
  done("connect a c1");
  done("connect b c1 -p 8082:80");
  must("ip -n c1 rule flush && ip -n c1 rule add pref 32766 lookup main");
  must("ip -n c1 -6 rule del pref 28005 || true");
  EXPECT_EQ(mydocker_.line("-q network verify b").code, 3);
  done("reload b");
  EXPECT_EQ(mydocker_.line("-q network verify b").code, 0);
  expect_reached(8082, {"outside", ""});
}

TEST_F(SeveralNetworks, ANamespaceCanBeTwiceOnOneNetwork) {
  create("a", 1);
  done("connect a c1 -p 8081:80");
  done("connect a second --netns /run/netns/c1 -p 8082:80");
  done("connect a c2");
  for (const int port : {8081, 8082}) expect_reached(port, {"outside", "", "c2"});
}

}  // namespace several_networks_test
}  // namespace mydocker::testing

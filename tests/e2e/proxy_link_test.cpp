// -o proxy-link: containers with addresses of the LAN, behind the host.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace proxy_link_test {

using ::testing::AllOf;
using ::testing::HasSubstr;

// The host and "outside" are on the LAN 198.51.100.0/24 and 2001:db8:ff::/64. The host has the
// address .1, the router .2.
class ProxyLink : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside_v6();
    must("ip route add default via 198.51.100.2");
    must("ip netns add c1 && ip netns add c2");
    server_.emplace("c1", Transport::tcp, 80);
    before_ = snapshot_here();
  }
  void create() { done("create slice " + kSlices + " -o proxy-link=uplink" + kRouted); }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q network " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  bool reaches(const std::string& address, const std::string& source = "outside") {
    return reaches_server(source, {Transport::tcp, address, 80}, *server_);
  }
  // Returns the message of a refused `create`.
  std::string refused(const std::string& options) const {
    const auto outcome = mydocker_.line("-q network create no " + options);
    EXPECT_NE(outcome.code, 0) << options;
    return outcome.err;
  }
  const std::string kSlices = "--subnet 198.51.100.64/28 --subnet 2001:db8:ff:0:1::/80";
  const std::string kRouted = " -o gateway-mode-ipv4=routed -o gateway-mode-ipv6=routed";
  std::optional<Server> server_;
  std::string before_;
  Mydocker mydocker_;
};

TEST_F(ProxyLink, OtherHostsOfTheLanReachAContainer) {
  create();
  done("connect slice c1 --ip 198.51.100.70 --ip6 2001:db8:ff:0:1::70 -p 80:80");
  EXPECT_TRUE(reaches("198.51.100.70"));
  EXPECT_TRUE(reaches("2001:db8:ff:0:1::70"));
  EXPECT_EQ(shell("ip netns exec outside ping -c 1 -W 3 198.51.100.70").code, 0);
  EXPECT_EQ(shell("ip netns exec c1 ping -c 1 -W 3 198.51.100.2").code, 0);
  EXPECT_EQ(shell("ip netns exec c1 ping -c 1 -W 3 2001:db8:ff::2").code, 0);
}

TEST_F(ProxyLink, TheHostDoesNotAnswerForFreeAddresses) {
  create();
  done("connect slice c1 --ip 198.51.100.70 --ip6 2001:db8:ff:0:1::70 -p 80:80");
  EXPECT_TRUE(reaches("198.51.100.70"));
  done("disconnect slice c1");
  must("ip -n outside neigh flush dev eth0");
  EXPECT_FALSE(reaches("198.51.100.70"));
  EXPECT_FALSE(reaches("2001:db8:ff:0:1::71"));
  EXPECT_EQ(shell("ip neigh show proxy; ip -6 neigh show proxy").out, "");
}

TEST_F(ProxyLink, OnlyPublishedPortsAreReached) {
  create();
  done("connect slice c1 --ip 198.51.100.70");
  EXPECT_FALSE(reaches("198.51.100.70"));
}

TEST_F(ProxyLink, ALostEntryIsReportedAndRepaired) {
  create();
  done("connect slice c1 --ip 198.51.100.70 -p 80:80");
  must("ip neigh delete proxy 198.51.100.70 dev uplink");
  const auto drift = mydocker_.line("-q network verify slice");
  EXPECT_EQ(drift.code, 3);
  EXPECT_THAT(drift.out, HasSubstr("198.51.100.70"));
  done("reload slice");
  EXPECT_EQ(mydocker_.line("-q network verify slice").code, 0);
  EXPECT_TRUE(reaches("198.51.100.70"));
}

TEST_F(ProxyLink, LeavesNothing) {
  create();
  done("connect slice c1 -p 80:80");
  EXPECT_EQ(shell("sysctl -n net.ipv6.conf.uplink.proxy_ndp").out, "1\n");
  done("disconnect slice c1");
  done("rm slice");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

TEST_F(ProxyLink, TheScriptDoesTheSame) {
  const auto dry = mydocker_.line("-q network create slice --dry-run " + kSlices +
                                  " -o proxy-link=uplink" + kRouted);
  ASSERT_EQ(dry.code, 0) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("sysctl -q -w net.ipv6.conf.uplink.proxy_ndp=1"));
  create();
  EXPECT_THAT(mydocker_.line("-q network connect slice c1 --ip 198.51.100.70 --dry-run").out,
              HasSubstr("ip neighbour add proxy 198.51.100.70 dev uplink"));
}

// One family may be a part of the LAN while the other one is translated.
TEST_F(ProxyLink, OfOneFamilyOnly) {
  done(
      "create six --subnet 10.9.0.0/24 --subnet 2001:db8:ff:0:1::/80 -o proxy-link=uplink "
      "-o gateway-mode-ipv6=routed");
  done("connect six c1 --ip6 2001:db8:ff:0:1::70 -p 80:80");
  EXPECT_TRUE(reaches("2001:db8:ff:0:1::70"));
  EXPECT_TRUE(reaches("198.51.100.1"));
  EXPECT_EQ(shell("ip -4 neigh show proxy").out, "");
}

TEST_F(ProxyLink, RefusesAddressesOfOthers) {
  const std::string proxied = " -o proxy-link=uplink" + kRouted;
  EXPECT_THAT(refused("--subnet 198.51.100.64/28"), HasSubstr("overlaps 198.51.100.0/24"));
  EXPECT_THAT(refused("--subnet 198.51.100.0/24" + proxied), HasSubstr("contains the host's"));
  EXPECT_THAT(refused("--subnet 198.51.0.0/16" + proxied), HasSubstr("contains the host's"));
  EXPECT_THAT(refused("--subnet 2001:db8:ff::/80" + proxied), HasSubstr("contains the host's"));
  EXPECT_THAT(refused("--subnet 198.51.100.2/31" + proxied), HasSubstr("contains the router"));
  EXPECT_THAT(
      refused("--subnet 198.51.100.64/28 -o proxy-link=uplink"),
      AllOf(HasSubstr("needs the gateway mode routed"), HasSubstr("-o gateway-mode-ipv4=routed")));
  EXPECT_THAT(refused("--subnet 10.77.0.0/28 -o proxy-link=nope" + kRouted),
              HasSubstr("the host has no interface \"nope\""));
  EXPECT_THAT(refused("--internal -o proxy-link=uplink" + kRouted), HasSubstr("has no effect"));
  create();
  EXPECT_THAT(refused("--subnet 198.51.100.64/29" + proxied), HasSubstr("network \"slice\""));
}

}  // namespace proxy_link_test
}  // namespace mydocker::testing

// The source address of outgoing packets of a network, as an outside server sees it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace outbound_test {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint16_t kPort = 80;
constexpr const char* kServerV4 = "198.51.100.2";
constexpr const char* kServerV6 = "2001:db8:ff::2";
const std::string kDual = "network create n --subnet 192.168.0.0/24 --subnet fd00:1::/64 ";
// Both are on the uplink, beside 198.51.100.1 and 2001:db8:ff::1, which the kernel chooses by
// default.
const std::string kBoth = "-o outbound-ipv4=198.51.100.9 -o outbound-ipv6=2001:db8:ff::9";

class Outbound : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside_v6();
    must("ip address add 198.51.100.9/24 dev uplink");
    must("ip address add 2001:db8:ff::9/64 nodad preferred_lft 0 dev uplink");
    // The local route of the address is added with a delay.
    must(
        "for i in $(seq 1000); do ip -6 route show table local | grep -q '2001:db8:ff::9 ' && exit "
        "0; done; exit 1");
    must("ip netns add ns1 && ip netns add ns2");
  }
  Outcome done(const std::string& line) const {
    auto outcome = mydocker_.line("-q " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome;
  }
  // The source address that the server in a namespace sees when a container sends to that address.
  static std::string seen_by(const std::string& where, const std::string& container,
                             const std::string& address, Transport transport = Transport::tcp) {
    Server server(where, transport, kPort);
    std::string seen;
    const Target target{transport, address, kPort};
    return reaches_server(container, target, server, &seen) ? seen : "none";
  }
  static std::string seen_outside(const std::string& address,
                                  Transport transport = Transport::tcp) {
    return seen_by("outside", "ns1", address, transport);
  }
  Mydocker mydocker_;
};

TEST_F(Outbound, IsTheAddressThatAServerOutsideSees) {
  done(kDual + kBoth);
  done("network connect n ns1");
  for (const auto transport : {Transport::tcp, Transport::udp}) {
    EXPECT_EQ(seen_outside(kServerV4, transport), "198.51.100.9");
    EXPECT_EQ(seen_outside(kServerV6, transport), "2001:db8:ff::9");
  }
}

TEST_F(Outbound, IsOfItsNetworkAndItsFamilyAlone) {
  done(kDual + "-o outbound-ipv6=2001:db8:ff::9");
  done("network create m --subnet 192.168.1.0/24 --subnet fd00:2::/64");
  done("network connect n ns1");
  done("network connect m ns2");
  EXPECT_EQ(seen_outside(kServerV4), "198.51.100.1");
  EXPECT_EQ(seen_outside(kServerV6), "2001:db8:ff::9");
  EXPECT_EQ(seen_by("outside", "ns2", kServerV4), "198.51.100.1");
  EXPECT_EQ(seen_by("outside", "ns2", kServerV6), "2001:db8:ff::1");
}

TEST_F(Outbound, IsUnderstoodUnderTheNamesOfDockerAndPodman) {
  done(kDual + "-o com.docker.network.host_ipv4=198.51.100.9 -o outbound_addr6=2001:db8:ff::9");
  done("network connect n ns1");
  EXPECT_EQ(seen_outside(kServerV4), "198.51.100.9");
  EXPECT_EQ(seen_outside(kServerV6), "2001:db8:ff::9");
  done(
      "network create m --ipv6 -o outbound_addr4=198.51.100.9 "
      "-o com.docker.network.host_ipv6=2001:db8:ff::9");
  const auto shown = done("network inspect m").out;
  EXPECT_THAT(shown, HasSubstr("\"outbound-ipv4\": \"198.51.100.9\""));
  EXPECT_THAT(shown, HasSubstr("\"outbound-ipv6\": \"2001:db8:ff::9\""));
}

// The address does not have to be on the host: the operator can route it later.
TEST_F(Outbound, NeedsNotBeOnTheHostWhereTheOutsideKnowsTheWay) {
  done("network create n --subnet 192.168.0.0/24 -o outbound-ipv4=203.0.113.7");
  done("network connect n ns1");
  Server server("outside", Transport::tcp, kPort);
  EXPECT_TRUE(is_kept_from("ns1", {Transport::tcp, kServerV4, kPort}, server))
      << "the answer finds no way";
  must("ip -n outside route add 203.0.113.7/32 via 198.51.100.1");
  EXPECT_EQ(seen_outside(kServerV4, Transport::udp), "203.0.113.7");
}

TEST_F(Outbound, HidesAddressesTooThatAreKnownOutside) {
  must("ip -n outside -6 route add 2001:db8:1::/64 via 2001:db8:ff::1");
  done("network create n --ipv4=false --subnet 2001:db8:1::/64 -o outbound-ipv6=2001:db8:ff::9");
  done("network connect n ns1");
  EXPECT_EQ(seen_outside(kServerV6), "2001:db8:ff::9");
}

TEST_F(Outbound, IsNotWhatOtherNetworksSee) {
  done("network create n --subnet 192.168.0.0/24 -o outbound-ipv4=198.51.100.9");
  done("network create m --subnet 192.168.1.0/24 -o allow-from=n");
  done("network connect n ns1");
  done("network connect m ns2");
  EXPECT_EQ(seen_by("ns2", "ns1", "192.168.1.2"), "192.168.0.2");
  EXPECT_EQ(seen_by("", "ns1", "192.168.0.1"), "192.168.0.2");
}

TEST_F(Outbound, LeavesPublishedPortsAlone) {
  done(kDual + kBoth);
  done("network connect n ns1 -p 8080:80");
  Server server("ns1", Transport::tcp, kPort);
  std::string seen;
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server, &seen));
  EXPECT_EQ(seen, "198.51.100.2");
}

TEST_F(Outbound, NothingIsLeft) {
  const auto before = snapshot_here();
  done("network create m --subnet 192.168.1.0/24");
  const auto with_other = snapshot_here();
  done(kDual + kBoth);
  EXPECT_THAT(shell("nft list map inet mydocker snat4").out,
              HasSubstr("192.168.0.0/24 : 198.51.100.9"));
  EXPECT_THAT(shell("nft list set inet mydocker masquerade4").out, Not(HasSubstr("192.168.0.0")));
  done("network rm n");
  EXPECT_EQ(difference(snapshot_here(), with_other), "");
  done("network rm m");
  EXPECT_EQ(difference(snapshot_here(), before), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(Outbound, IsRestoredAfterAFlush) {
  done(kDual + kBoth);
  done("network connect n ns1");
  const auto before = snapshot_here();
  for (const char* loss :
       {"nft flush ruleset", "nft 'delete element inet mydocker snat4 { 192.168.0.0/24 }'",
        "nft flush map inet mydocker snat6",
        "nft 'flush chain inet mydocker postrouting; delete map inet mydocker snat6'"}) {
    SCOPED_TRACE(loss);
    must(loss);
    ASSERT_NE(snapshot_here(), before);
    EXPECT_THAT(done("network reload n --dry-run").out, HasSubstr("add element "));
    done("network reload n");
    EXPECT_EQ(seen_outside(kServerV4), "198.51.100.9");
    EXPECT_EQ(seen_outside(kServerV6), "2001:db8:ff::9");
    EXPECT_EQ(mydocker_.line("network reload n").err, "") << "nothing is left to be done";
  }
}

// A table of an older version, without the outbound addresses.
TEST_F(Outbound, WorksOnTheTableOfAnOlderVersion) {
  done("network create m --subnet 192.168.1.0/24");
  done("network connect m ns2");
  must(
      "nft 'flush chain inet mydocker postrouting; delete map inet mydocker snat4; "
      "delete map inet mydocker snat6; "
      "add rule inet mydocker postrouting ip saddr @masquerade4 masquerade'");
  EXPECT_EQ(seen_by("outside", "ns2", kServerV4), "198.51.100.1");
  done(kDual + kBoth);
  done("network connect n ns1");
  EXPECT_EQ(seen_outside(kServerV4), "198.51.100.9");
  EXPECT_EQ(seen_outside(kServerV6), "2001:db8:ff::9");
  EXPECT_EQ(seen_by("outside", "ns2", kServerV4), "198.51.100.1");
}

TEST_F(Outbound, OfAnotherProgramIsNotTakenOver) {
  done(kDual + kBoth);
  must("nft 'delete element inet mydocker snat4 { 192.168.0.0/24 }'");
  must("nft 'add element inet mydocker snat4 { 192.168.0.0/24 : 198.51.100.1 }'");
  const auto refused = mydocker_.line("network reload n");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("masquerade of 192.168.0.0/24 as 198.51.100.9"));
  EXPECT_THAT(refused.err, HasSubstr("with another address"));
}

}  // namespace outbound_test
}  // namespace mydocker::testing

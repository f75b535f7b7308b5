// Published ports with real packets: which clients reach them, and which do not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace ports_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using enum Transport;

constexpr const char* kHost = "198.51.100.1";
constexpr const char* kLoopback = "127.0.0.1";

// Network "n" with c1 at .2, network "m" with c2, and an outside without routes to them.
class Ports : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    for (const std::string name : {"c1", "c2", "c3"})
      must("ip netns add " + name + " && ip -n " + name + " link set lo up");
    done("network create n --subnet 192.168.0.0/24");
    done("network create m --subnet 192.168.1.0/24");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  [[nodiscard]] std::string said(const std::string& line) const {
    return mydocker_.line("-q " + line).out;
  }
  [[nodiscard]] std::string refused(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    EXPECT_EQ(outcome.code, 1) << line;
    return outcome.err;
  }
  // The sysctl route_localnet of a bridge.
  static std::string route_localnet(const std::string& link) {
    return shell("cat /proc/sys/net/ipv4/conf/" + link + "/route_localnet").out;
  }
  static std::string state() { return snapshot_here() + snapshot_of("c1"); }

  Mydocker mydocker_;
};

TEST_F(Ports, OfADeadContainerAreFreeForOthers) {
  done("network connect n c1 --ip 192.168.0.2 -p 8080:80");
  must("ip netns delete c1");
  done("network connect m c2 -p 8080:80");
  done("network connect n c3 --ip 192.168.0.2");
  must("ip netns delete c2");
  done("network publish n c3 8080:80");
  Server server("c3", tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {tcp, kHost, 8080}, server));
}

TEST_F(Ports, AreReachedFromEverywhere) {
  done("network connect n c1 --ip 192.168.0.2 -p 8080:80 -p 5300:53/udp");
  done("network connect n c2");
  done("network connect m c3");
  for (const auto& [transport, outer, inner] : {std::tuple(tcp, 8080, 80), {udp, 5300, 53}}) {
    SCOPED_TRACE(outer);
    Server server("c1", transport, static_cast<std::uint16_t>(inner));
    const Target own{transport, kHost, static_cast<std::uint16_t>(outer)};
    const Target loopback{transport, kLoopback, own.port};
    const Target gateway{transport, "192.168.0.1", own.port};
    std::string seen;
    EXPECT_TRUE(reaches_server("outside", own, server, &seen));
    EXPECT_EQ(seen, "198.51.100.2") << "the container sees who asks";
    EXPECT_TRUE(reaches_server("", own, server)) << "the host by its own address";
    EXPECT_TRUE(reaches_server("", loopback, server, &seen)) << "the host by 127.0.0.1";
    EXPECT_EQ(seen, "192.168.0.1");
    EXPECT_TRUE(reaches_server("c2", own, server, &seen)) << "a neighbour";
    EXPECT_TRUE(reaches_server("c2", gateway, server)) << "a neighbour by the gateway";
    EXPECT_TRUE(reaches_server("c3", own, server)) << "another network";
    EXPECT_TRUE(reaches_server("c1", own, server)) << "the container itself";
    EXPECT_TRUE(reaches_server("c1", gateway, server)) << "itself by the gateway";
    // The port of the container itself, which is not published.
    Target direct{transport, "192.168.0.2", static_cast<std::uint16_t>(inner)};
    EXPECT_TRUE(is_kept_from("c3", direct, server));
    must("ip -n outside route replace 192.168.0.0/24 via 198.51.100.1");
    EXPECT_TRUE(is_kept_from("outside", direct, server));
  }
}

TEST_F(Ports, OfOneAddressAreReachedThereAlone) {
  must("ip address add 198.51.100.9/24 dev uplink");
  done("network connect n c1 -p 198.51.100.9:8080:80");
  Server server("c1", tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {tcp, "198.51.100.9", 8080}, server));
  EXPECT_TRUE(reaches_server("", {tcp, "198.51.100.9", 8080}, server));
  EXPECT_TRUE(is_kept_from("outside", {tcp, kHost, 8080}, server));
  EXPECT_TRUE(is_kept_from("", {tcp, kLoopback, 8080}, server));
  EXPECT_EQ(route_localnet("n"), "0\n") << "nothing asks for route_localnet";
}

TEST_F(Ports, AreNotPublishedAtABroadcastAddress) {
  const auto outcome = mydocker_.line("-q network connect n c1 -p 198.51.100.255:8080:80");
  EXPECT_EQ(outcome.code, 125);
  EXPECT_THAT(outcome.err,
              HasSubstr("198.51.100.255: it is the broadcast address of 198.51.100.0/24"));
  done("network connect n c1 -p 198.51.100.1:8080:80 -p 127.0.0.2:8080:80");
}

TEST_F(Ports, AreNotPublishedAtAnAddressThatNeverReceives) {
  must("ip address add 203.0.113.1/24 broadcast 203.0.113.77 dev uplink");
  must("ip address add 169.254.7.1/16 broadcast + dev uplink");
  done("network connect n c1");
  for (const std::string address : {"127.255.255.255", "203.0.113.77", "169.254.255.255",
                                    "198.51.100.0", "224.0.0.1", "255.255.255.255", "[ff02::1]"}) {
    const auto outcome = mydocker_.line("-q network publish n c1 " + address + ":8080:80");
    EXPECT_THAT(outcome.code, ::testing::AnyOf(1, 125)) << address;
    EXPECT_THAT(outcome.err, MatchesRegex("error: [^\n]*\n(hint: [^\n]*\n)*")) << address;
  }
  EXPECT_EQ(said("network port ls -q"), "");
}

TEST_F(Ports, OfARangeAreNotThoseThatTheHostReserves) {
  must("sysctl -q -w net.ipv4.ip_local_reserved_ports=9000-9002,9004");
  done("network connect n c1 -p 9000-9005:80");
  EXPECT_EQ(said("network port ls -q"), "9003:80/tcp\n");
  Server server("c1", tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {tcp, kHost, 9003}, server));
  done("network publish n c1 9004-9005:81");
  EXPECT_THAT(said("network port ls -q"), HasSubstr("9005:81/tcp\n"));
  const auto full = refused("network publish n c1 9000-9002:82");
  EXPECT_THAT(full, HasSubstr("no port from 9000 to 9002 is free"));
  EXPECT_THAT(full, HasSubstr("ip_local_reserved_ports"));
  done("network publish n c1 9000:83");
}

TEST_F(Ports, OfLoopbackAreReachedByTheHostAlone) {
  done("network connect n c1 --ip 192.168.0.2 -p 127.0.0.1:8080:80");
  done("network connect m c2");
  Server server("c1", tcp, 80);
  EXPECT_TRUE(reaches_server("", {tcp, kLoopback, 8080}, server));
  EXPECT_TRUE(is_kept_from("", {tcp, kHost, 8080}, server));
  EXPECT_TRUE(is_kept_from("c2", {tcp, kHost, 8080}, server));
  EXPECT_TRUE(is_kept_from("outside", {tcp, kHost, 8080}, server));
  // A neighbour on the wire has a route, and sends packets for 127.0.0.1 over it.
  must("ip -n outside route add 192.168.0.0/24 via 198.51.100.1");
  EXPECT_TRUE(is_kept_from("outside", {tcp, "192.168.0.2", 80}, server));
  must(
      "ip netns exec outside sh -c 'echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet; "
      "ip route delete local 127.0.0.1 dev lo table local; "
      "ip route delete local 127.0.0.0/8 dev lo table local; "
      "ip route add 127.0.0.0/8 via 198.51.100.1 src 198.51.100.2'");
  EXPECT_TRUE(is_kept_from("outside", {tcp, kLoopback, 8080}, server));
  Server of_the_host("", tcp, 9999);
  EXPECT_TRUE(is_kept_from("outside", {tcp, kLoopback, 9999}, of_the_host));
  must(
      "ip netns exec c1 sh -c 'echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet; "
      "ip route delete local 127.0.0.1 dev lo table local; "
      "ip route delete local 127.0.0.0/8 dev lo table local; "
      "ip route add 127.0.0.0/8 via 192.168.0.1 src 192.168.0.2'");
  EXPECT_TRUE(is_kept_from("c1", {tcp, kLoopback, 9999}, of_the_host)) << "route_localnet";
}

TEST_F(Ports, OfARangeLeadToTheirOwn) {
  done("network connect n c1 -p 8000-8009:80-89");
  for (const unsigned n : {0U, 4U, 9U}) {
    Server server("c1", tcp, static_cast<std::uint16_t>(80 + n));
    EXPECT_TRUE(
        reaches_server("outside", {tcp, kHost, static_cast<std::uint16_t>(8000 + n)}, server));
  }
  Server beyond("c1", tcp, 90);
  EXPECT_TRUE(is_kept_from("outside", {tcp, kHost, 8010}, beyond));
  EXPECT_THAT(refused("network unpublish n c1 8003:83"), HasSubstr("8000-8009:80-89/tcp"));
}

TEST_F(Ports, AreReleasedByADisconnect) {
  const auto before = state();
  done("network connect n c1 -p 8080:80");
  done("network disconnect n c1");
  EXPECT_EQ(difference(state(), before), "");
  EXPECT_THAT(said("network port ls"), Not(HasSubstr("8080")));
  done("network connect n c2 -p 8080:80");
  Server server("c2", tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {tcp, kHost, 8080}, server));
}

TEST_F(Ports, ComeAndGoWhileAContainerIsConnected) {
  done("network connect n c1");
  const auto before = state();
  Server server("c1", tcp, 80);
  const Target target{tcp, kHost, 8080};
  EXPECT_TRUE(is_kept_from("outside", target, server));
  done("network publish n c1 8080:80");
  EXPECT_TRUE(reaches_server("outside", target, server));
  EXPECT_TRUE(reaches_server("", {tcp, kLoopback, 8080}, server));
  done("network publish n c1 127.0.0.1:8081:80");
  done("network unpublish n c1 8080:80");
  EXPECT_TRUE(is_kept_from("outside", target, server));
  EXPECT_TRUE(reaches_server("", {tcp, kLoopback, 8081}, server)) << "the other one stays";
  EXPECT_EQ(route_localnet("n"), "1\n");
  done("network unpublish n c1 all");
  EXPECT_TRUE(is_kept_from("", {tcp, kLoopback, 8081}, server));
  EXPECT_EQ(difference(state(), before), "");
}

TEST_F(Ports, AreUnpublishedByTheHostsPortAlone) {
  done("network connect n c1 -p 8080:80 -p 5300:53/udp -p 5300:54/tcp");
  const auto before = state();
  done("network publish n c1 -p 8081:81 8082:82");
  done("network unpublish n c1 -p 8081 8082");
  EXPECT_EQ(difference(state(), before), "");
  EXPECT_THAT(refused("network unpublish n c1 5300"),
              HasSubstr("name one of them: 5300:53/udp 5300:54/tcp"));
  done("network unpublish n c1 5300/udp");
  done("network unpublish n c1 5300");
  EXPECT_EQ(said("network port ls -q"), "8080:80/tcp\n");
  done("network publish n c1 80:8080");
  const std::string both = "name one of them: 8080:80/tcp 80:8080/tcp";
  EXPECT_THAT(refused("network unpublish n c1 8080"), HasSubstr(both));
  EXPECT_THAT(refused("network unpublish n c1 80"), HasSubstr(both));
}

TEST_F(Ports, ThatWerePublishedLaterGoWithTheContainer) {
  const auto before = state();
  done("network connect n c1 -p 8080:80");
  done("network publish n c1 8081:81 5300:53/udp");
  done("network disconnect n c1");
  EXPECT_EQ(difference(state(), before), "");
}

TEST_F(Ports, ThatAreNotGivenAreChosen) {
  must("echo 40000 40003 > /proc/sys/net/ipv4/ip_local_port_range");
  done("network connect n c1 -p 80 -p 81-82");
  const auto list = said("network port ls");
  EXPECT_THAT(list, HasSubstr("40000  "));
  EXPECT_THAT(list, HasSubstr("40001-40002"));
  Server server("c1", tcp, 82);
  EXPECT_TRUE(reaches_server("outside", {tcp, kHost, 40002}, server));
  EXPECT_THAT(said("network inspect n"), HasSubstr("\"HostPort\": \"40002\""));
  // The next free port is used; then there is none.
  done("network unpublish n c1 80");
  done("network connect n c2 -p 80");
  EXPECT_THAT(said("network port ls"), HasSubstr("40003"));
  done("network publish n c2 81");
  EXPECT_THAT(refused("network publish n c2 82"), HasSubstr("no port from 40000 to 40003 is free"));
}

TEST_F(Ports, OfAHostsRangeAreTheFirstThatIsFree) {
  Server program("", tcp, 8001);
  done("network connect n c1 -p 8000:80");
  done("network connect n c2 -p 8000-8002:80");
  Server server("c2", tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {tcp, kHost, 8002}, server));
  EXPECT_THAT(refused("network connect m c3 -p 8000-8002:80"),
              HasSubstr("no port from 8000 to 8002 is free"));
}

TEST_F(Ports, ThatAreInUseAreRefusedWithTheOwnersName) {
  must("ip address add 198.51.100.9/24 dev uplink");
  done("network connect n c1 -p 8080:80 -p 198.51.100.9:8081:81");
  const std::string named = "is already published by container \"c1\" of network \"n\"";
  EXPECT_THAT(refused("network connect m c2 -p 8080:80"), HasSubstr("port 8080/tcp " + named));
  EXPECT_THAT(refused("network connect m c2 -p 127.0.0.1:8080:80"),
              HasSubstr("port 127.0.0.1:8080/tcp " + named));
  EXPECT_THAT(refused("network connect m c2 -p 8081:80"), HasSubstr("port 8081/tcp " + named));
  EXPECT_THAT(refused("network publish n c1 8080:80"), HasSubstr(named));
  done("network connect m c2 -p 8080:80/udp -p 127.0.0.1:8081:80");
}

TEST_F(Ports, ThatAProgramOfTheHostHasAreRefused) {
  const Server web("", tcp, 8080);
  const Server names("", udp, 5300);
  const std::string in_use = "is in use by a program on this host";
  EXPECT_THAT(refused("network connect n c1 -p 8080:80"), HasSubstr("port 8080/tcp " + in_use));
  EXPECT_THAT(refused("network connect n c1 -p 127.0.0.1:8080:80"),
              HasSubstr("port 127.0.0.1:8080/tcp " + in_use));
  EXPECT_THAT(refused("network connect n c1 -p 5300:53/udp"), HasSubstr("port 5300/udp " + in_use));
  EXPECT_THAT(refused("network connect n c1 -p 203.0.113.1:80:80"),
              HasSubstr("the host has no address 203.0.113.1"));
  done("network connect n c1 -p 8080:80/udp -p 5300:53/tcp -p 9000:90/sctp");
}

TEST_F(Ports, WithoutAnAddressGoToTheOneOfTheNetwork) {
  done("network create bound -o com.docker.network.bridge.host_binding_ipv4=127.0.0.1");
  done("network connect bound c1 -p 8080:80 -p 0.0.0.0:8081:81");
  EXPECT_THAT(said("network port ls bound"), HasSubstr("127.0.0.1      8080"));
  Server server("c1", tcp, 80);
  EXPECT_TRUE(reaches_server("", {tcp, kLoopback, 8080}, server));
  EXPECT_TRUE(is_kept_from("outside", {tcp, kHost, 8080}, server));
  Server open("c1", tcp, 81);
  EXPECT_TRUE(reaches_server("outside", {tcp, kHost, 8081}, open));
}

TEST_F(Ports, AreNotBoundToAnAddressThatNoHostHas) {
  const std::string bound = "-o host-binding=";
  for (const auto& [address, why] :
       {std::pair("198.51.100.255", "the broadcast address of 198.51.100.0/24"),
        std::pair("198.51.100.0", "the network address of 198.51.100.0/24"),
        std::pair("224.0.0.1", "a multicast or broadcast address")}) {
    for (const auto& command : {"network create bound " + bound, "network update n " + bound}) {
      const auto refused = mydocker_.line("-q " + command + address);
      EXPECT_EQ(refused.code, 125) << command << address;
      EXPECT_THAT(refused.err, AllOf(HasSubstr("option \"host-binding\""), HasSubstr(why)));
    }
  }
  // The host may get the address later.
  done("network create bound " + bound + "203.0.113.77");
  EXPECT_THAT(mydocker_.line("-q network connect bound c1 -p 82:82").err,
              HasSubstr("port \"82:82\" at the address of option \"host-binding\": the host has "
                        "no address 203.0.113.77"));
}

// Several commands at once: one gets the port. The others leave nothing.
TEST_F(Ports, AreGivenToOneOfThoseWhoAskAtOnce) {
  const auto program = Mydocker::program() + " --state-dir " + mydocker_.state_dir() + " -q ";
  const auto race = shell("for c in c1 c2 c3; do " + program +
                          "network connect n $c -p 8080:80 && echo won & done; wait");
  EXPECT_THAT(race.out, MatchesRegex("c[123]: [^\n]*\nwon\n")) << race.err;
  EXPECT_THAT(race.err, HasSubstr("is already published by container"));
  done("network connect m c1");
  done("network connect m c2");
  const auto busy = shell("for n in 1 2 3 4 5 6; do (" + program +
                          "network publish m c1 900$n:80; echo $?) & done; wait");
  EXPECT_THAT(busy.out, HasSubstr("0\n"));
  const auto list = said("network port ls m");
  EXPECT_EQ(std::ranges::count(list, '\n') - 1, std::ranges::count(busy.out, '0'))
      << busy.out << list;
  EXPECT_EQ(busy.out.find('1'), std::string::npos) << "done, or busy (75): " << busy.err;
}

// A client that sends continuously from one port, in one flow.
TEST_F(Ports, OfUdpGoToWhoHasThemNow) {
  done("network connect n c1");
  done("network connect n c2");
  Server first("c1", udp, 53);
  Server second("c2", udp, 5353);
  Client client("outside", {udp, kHost, 5300}, 4000);
  Client elsewhere("c1", {udp, "198.51.100.2", 5300}, 4001);
  const auto answered_by = [&](int tens_of_ms) -> std::string {
    client.ask();
    for (int n = 0; n < tens_of_ms; ++n) {
      first.answer("first");
      second.answer("second");
      if (const auto word = client.hear(10)) return *word;
    }
    return "none";
  };
  EXPECT_EQ(answered_by(30), "none");
  elsewhere.ask();
  done("network publish n c1 5300:53/udp");
  EXPECT_EQ(answered_by(500), "first");
  done("network unpublish n c1 all");
  EXPECT_EQ(answered_by(30), "none");
  done("network publish n c2 5300:5353/udp");
  EXPECT_EQ(answered_by(500), "second");
  done("network disconnect n c2");
  EXPECT_EQ(answered_by(30), "none");
  done("network publish n c1 5300:53/udp");
  EXPECT_EQ(answered_by(500), "first");
  // A flow to the same port of a foreign address is not deleted.
  EXPECT_THAT(shell("cat /proc/net/nf_conntrack").out,
              HasSubstr("dst=198.51.100.2 sport=4001 dport=5300"));
}

TEST_F(Ports, OfAnInternalNetworkOrAnotherDriverAreRefused) {
  done("network create inner --internal");
  done("network create quiet --driver none");
  EXPECT_THAT(refused("network connect inner c1 -p 8080:80"), HasSubstr("the network is internal"));
  EXPECT_THAT(refused("network connect quiet c1 -p 8080:80"),
              HasSubstr("driver \"none\" does not support published ports"));
}

}  // namespace ports_test
}  // namespace mydocker::testing

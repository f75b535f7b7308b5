// A network stays closed while the firewall tables are missing.
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace fail_closed_test {

constexpr std::uint16_t kPort = 80;

class FailClosed : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside_v6();
    must("for name in c1 c2 c3; do ip netns add $name; done");
    must("ip -n outside route add 192.168.0.0/16 via 198.51.100.1");
    must("ip -n outside -6 route add fd00::/16 via 2001:db8:ff::1");
    done("create a --subnet 192.168.1.0/24 --subnet fd00:1::/64 -o antispoofing-filter=true");
    done("create b --subnet 192.168.2.0/24 --subnet fd00:2::/64");
    done("create i --internal --subnet 192.168.3.0/24 --subnet fd00:3::/64");
    done("connect a c1 --ip 192.168.1.9 --ip6 fd00:1::9 -p 8080:80");
    done("connect b c2 --ip 192.168.2.9 --ip6 fd00:2::9");
    done("connect i c3 --ip 192.168.3.9 --ip6 fd00:3::9");
    must(
        "ip -n c3 route add default via 192.168.3.1 && ip -n c3 -6 route add default via "
        "fd00:3::1");
    must("nft flush ruleset");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q network " + line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  static void expect_kept(const std::string& from, const std::string& server,
                          const std::vector<std::string>& addresses, std::uint16_t port = kPort) {
    for (const auto transport : {Transport::tcp, Transport::udp}) {
      Server listening(server, transport, port);
      for (const auto& address : addresses)
        EXPECT_TRUE(is_kept_from(from, {transport, address, port}, listening))
            << from << " reached " << address;
    }
  }
  Mydocker mydocker_;
};

TEST_F(FailClosed, NoOneOutsideReachesAContainer) {
  expect_kept("outside", "c1", {"192.168.1.9", "fd00:1::9"});
  expect_kept("outside", "c2", {"192.168.2.9", "fd00:2::9"});
  expect_kept("outside", "c3", {"192.168.3.9", "fd00:3::9"});
}

TEST_F(FailClosed, NetworksDoNotReachEachOther) {
  expect_kept("c2", "c1", {"192.168.1.9", "fd00:1::9"});
  expect_kept("c3", "c1", {"192.168.1.9", "fd00:1::9"});
  expect_kept("c1", "c3", {"192.168.3.9", "fd00:3::9"});
}

TEST_F(FailClosed, AnInternalNetworkReachesNothingOutside) {
  must("ip -n outside address add 198.51.100.77/24 dev eth0");
  expect_kept("c3", "outside", {"198.51.100.2", "2001:db8:ff::2"});
}

// route_localnet stays 1 on the bridge, because a port is published on every address.
TEST_F(FailClosed, ContainersDoNotReachTheLoopbackAddressOfTheHost) {
  EXPECT_EQ(shell("cat /proc/sys/net/ipv4/conf/a/route_localnet").out, "1\n");
  must("ip netns exec c1 sysctl -q -w net.ipv4.conf.eth0.route_localnet=1");
  must("ip -n c1 route add 127.0.0.2/32 via 192.168.1.1 src 192.168.1.9");
  must("ip -n c1 address del 127.0.0.1/8 dev lo || true");
  expect_kept("c1", "", {"127.0.0.2"});
}

TEST_F(FailClosed, TheHostStillReachesItsContainers) {
  Server server("c1", Transport::tcp, kPort);
  for (const char* address : {"192.168.1.9", "fd00:1::9"})
    EXPECT_TRUE(reaches_server("", {Transport::tcp, address, kPort}, server)) << address;
}

TEST_F(FailClosed, ReloadOpensWhatIsAllowed) {
  done("reload --all");
  expect_kept("outside", "c1", {"192.168.1.9", "fd00:1::9"});
  Server server("c1", Transport::tcp, kPort);
  for (const char* address : {"198.51.100.1", "2001:db8:ff::1"})
    EXPECT_TRUE(reaches_server("outside", {Transport::tcp, address, 8080}, server)) << address;
}

TEST_F(FailClosed, VerifyFindsAndRepairsMissingFilters) {
  done("reload --all");
  must("tc qdisc delete dev a clsact");
  must("ip rule delete pref 27000");
  const auto found = mydocker_.line("-q network verify a i");
  EXPECT_EQ(found.code, 3);
  EXPECT_NE(found.out.find("its BPF filters are missing"), std::string::npos) << found.out;
  EXPECT_NE(found.out.find("its routing rules are missing"), std::string::npos) << found.out;
  EXPECT_EQ(mydocker_.line("-q network verify --repair a i").code, 0);
  EXPECT_EQ(mydocker_.line("-q network verify a i").code, 0);
}

TEST_F(FailClosed, VerifyFindsAndRepairsAMissingFilterOfAContainer) {
  done("reload --all");
  const std::string port =
      shell("ip -o link show master a | sed 's/^[0-9]*: //; s/@.*//' | tr -d '\\n'").out;
  must("tc qdisc delete dev " + port + " clsact");
  const auto found = mydocker_.line("-q network verify a");
  EXPECT_EQ(found.code, 3);
  EXPECT_NE(found.out.find("its BPF filter is missing"), std::string::npos) << found.out;
  EXPECT_EQ(mydocker_.line("-q network verify --repair a").code, 0);
  EXPECT_NE(shell("tc filter show dev " + port + " ingress").out.find("mydocker"),
            std::string::npos);
}

TEST_F(FailClosed, ProtectAddsTheFilterOfAContainer) {
  done("reload --all");
  const std::string port =
      shell("ip -o link show master a | sed 's/^[0-9]*: //; s/@.*//' | tr -d '\\n'").out;
  const std::string show = "tc filter show dev " + port + " ingress | grep -o 'tag [0-9a-f]*'";
  const auto before = shell(show).out;
  must("tc qdisc delete dev " + port + " clsact");
  done("protect " + port);
  EXPECT_NE(before, "");
  EXPECT_EQ(shell(show).out, before);
}

TEST_F(FailClosed, NothingIsLeftAfterTheNetworks) {
  done("reload --all");
  done("disconnect i c3");
  done("rm i");
  EXPECT_EQ(shell("ip rule; ip -6 rule").out.find("27000"), std::string::npos);
}

// The saved tables do not know the network that was created later.
TEST_F(FailClosed, RestoredTablesDoNotOpenALaterNetwork) {
  done("reload --all");
  must("nft list table inet mydocker > /run/saved");
  done("create later --subnet 192.168.4.0/24 --subnet fd00:4::/64");
  must("ip netns add c4");
  done("connect later c4 --ip 192.168.4.9 --ip6 fd00:4::9");
  must("nft delete table inet mydocker && nft -f /run/saved");
  for (const std::string from : {"outside", "c1", "c2", "c3"})
    expect_kept(from, "c4", {"192.168.4.9", "fd00:4::9"});
}

TEST_F(FailClosed, ADeletedLinkGetsItsFilterBackWithTheFirstReload) {
  done("reload --all");
  must("ip -n c1 link delete eth0");
  done("reload a");
  done("verify");
}

}  // namespace fail_closed_test
}  // namespace mydocker::testing

// Options of one connection: settings and names of its interface, and the source of packets to its
// published ports.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace connection_options_test {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class ConnectionOption : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside_v6();
    must("sysctl -q -w net.ipv6.conf.default.disable_ipv6=0");
    must("ip netns add c1 && ip netns add c2");
    done("create web --subnet 192.168.1.0/24 --subnet fd00:1::/64");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q network " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  Outcome refused(int code, const std::string& line) const {
    auto outcome = mydocker_.line("-q network " + line);
    EXPECT_EQ(outcome.code, code) << line << "\n" << outcome.err;
    return outcome;
  }
  static std::string addresses(const std::string& link) {
    return shell("ip -n c1 -o address show dev " + link).out;
  }
  static std::string setting(const std::string& path) {
    return shell("ip netns exec c1 cat '/proc/sys/net/" + path + "'").out;
  }
  void expect_as_planned() const {
    EXPECT_EQ(mydocker_.line("-q network verify").out, "");
    done("reload --all");
    EXPECT_EQ(mydocker_.line("-q network verify").code, 0);
  }
  const std::string kNoIpv6 = " --driver-opt sysctls=net.ipv6.conf.IFNAME.disable_ipv6=1";
  Mydocker mydocker_;
};

// --- settings of the interface

TEST_F(ConnectionOption, ASysctlDisablesIpv6ForOneConnection) {
  done("create db --subnet 192.168.2.0/24 --subnet fd00:2::/64");
  done("connect web c1" + kNoIpv6);
  done("connect db c1");
  done("connect web c2");
  done("connect db c2");
  EXPECT_THAT(addresses("eth0"), Not(HasSubstr("inet6")));
  EXPECT_THAT(addresses("eth1"), HasSubstr("fd00:2::2/64"));
  EXPECT_TRUE(reaches("c2", "192.168.1.2"));
  EXPECT_TRUE(reaches("c2", "fd00:2::2"));
  EXPECT_TRUE(reaches("c1", "2001:db8:ff::1"));
  const auto used = mydocker_.line("network ip ls").out;
  EXPECT_THAT(used, AllOf(ContainsRegex("fd00:2::2 +container +c1"),
                          ContainsRegex("fd00:1::2 +container +c2")));
  expect_as_planned();
}

TEST_F(ConnectionOption, ASysctlDisablesIpv6ForTheLaterConnection) {
  done("create db --subnet 192.168.2.0/24 --subnet fd00:2::/64 --route fd00:9::/64,fd00:2::9");
  done("connect web c1");
  done("connect db c1 -p 8080:80" + kNoIpv6);
  EXPECT_THAT(addresses("eth0"), HasSubstr("fd00:1::2/64"));
  EXPECT_THAT(addresses("eth1"), AllOf(HasSubstr("192.168.2.2/24"), Not(HasSubstr("inet6"))));
  EXPECT_EQ(setting("ipv6/conf/eth1/disable_ipv6"), "1\n");
  Server server("c1", Transport::tcp, 80);
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server));
  EXPECT_TRUE(reaches("c1", "2001:db8:ff::1"));
  expect_as_planned();
  done("disconnect db c1");
  EXPECT_TRUE(reaches("c1", "2001:db8:ff::1"));
}

TEST_F(ConnectionOption, AnIpv6AddressNeedsIpv6) {
  EXPECT_THAT(refused(1, "connect web c1 --ip6 fd00:1::9" + kNoIpv6).err, HasSubstr("fd00:1::9"));
  EXPECT_EQ(shell("ip -n c1 -o link show").out.find("eth0"), std::string::npos);
}

TEST_F(ConnectionOption, SysctlsAreThoseOfTheInterfaceOnly) {
  done(
      "connect web c1 --ifname lan.7 --driver-opt com.docker.network.endpoint.sysctls="
      "net.ipv4.conf.IFNAME.log_martians=1,net.ipv4.neigh.IFNAME.gc_stale_time=77,"
      "net.ipv6.conf.IFNAME.hop_limit=33");
  EXPECT_EQ(setting("ipv4/conf/lan.7/log_martians"), "1\n");
  EXPECT_EQ(setting("ipv4/neigh/lan.7/gc_stale_time"), "77\n");
  EXPECT_EQ(setting("ipv6/conf/lan.7/hop_limit"), "33\n");
  EXPECT_EQ(setting("ipv4/conf/lo/log_martians"), "0\n");
  EXPECT_EQ(setting("ipv4/conf/all/log_martians"), "0\n");
  expect_as_planned();
  must("ip netns exec c1 sh -c 'echo 0 > /proc/sys/net/ipv4/conf/lan.7/log_martians'");
  EXPECT_THAT(mydocker_.line("network verify").out, HasSubstr("log_martians"));
  done("reload web");
  EXPECT_EQ(setting("ipv4/conf/lan.7/log_martians"), "1\n");
  // A new connection has the values of the kernel again.
  done("disconnect web c1");
  done("connect web c1 --ifname lan.7");
  EXPECT_EQ(setting("ipv4/conf/lan.7/log_martians"), "0\n");
}

TEST_F(ConnectionOption, ASysctlThatTheKernelRefusesIsNamed) {
  must("ip -n c1 link set lo up");  // connect leaves it so
  // The kernel notices the carrier of a link with a delay.
  const std::string state =
      "ip -n c1 address; ip -n c1 rule; ip link | sed 's/NO-CARRIER,//; s/ state [A-Z]*//'; "
      "nft list ruleset";
  const auto before = shell(state).out;
  const std::string connect = "connect web c1 --driver-opt sysctls=net.ipv4.conf.IFNAME.";
  EXPECT_THAT(refused(1, connect + "nosuch=1").err,
              AllOf(HasSubstr("net/ipv4/conf/eth0/nosuch"), HasSubstr("no such setting"),
                    HasSubstr("hint: list the settings")));
  EXPECT_THAT(refused(1, connect + "rp_filter=many").err,
              AllOf(HasSubstr("\"many\""), HasSubstr("does not accept this value")));
  EXPECT_EQ(shell(state).out, before);
  for (const char* other : {"net.ipv4.conf.eth0.rp_filter=1", "net.ipv4.conf.all.rp_filter=1",
                            "net.ipv4.ip_forward=1", "kernel.hostname=x"})
    EXPECT_THAT(refused(125, std::string("connect web c1 --driver-opt sysctls=") + other).err,
                HasSubstr("IFNAME stands for the interface"))
        << other;
}

// --- name of the host's interface

TEST_F(ConnectionOption, TheHostsInterfaceHasTheGivenName) {
  done("connect web c1 --driver-opt host_interface_name=my-veth");
  done("connect web c2 --driver-opt host-interface-name=v.2");
  EXPECT_THAT(shell("ip -o link show dev my-veth").out, HasSubstr(",UP"));
  EXPECT_THAT(shell("ip -o link show dev v.2").out, HasSubstr(",UP"));
  EXPECT_TRUE(reaches("c1", "192.168.1.3"));
  expect_as_planned();
  done("disconnect web c1");
  EXPECT_NE(shell("ip link show dev my-veth").code, 0);
}

// --- source of packets to published ports

class PortSource : public ConnectionOption {
 protected:
  void SetUp() override {
    ConnectionOption::SetUp();
    server_.emplace("c1", Transport::tcp, 80);
  }
  // Returns the source address that the container sees, without a prefix for mapped addresses.
  std::string seen_from(const std::string& netns, const std::string& address) {
    std::string seen;
    EXPECT_TRUE(reaches_server(netns, {Transport::tcp, address, 8080}, *server_, &seen))
        << netns << " " << address;
    return seen;
  }
  std::optional<Server> server_;
};

TEST_F(PortSource, IsTheClientByDefault) {
  done("connect web c1 -p 8080:80");
  done("connect web c2");
  EXPECT_THAT(seen_from("outside", "198.51.100.1"), HasSubstr("198.51.100.2"));
  EXPECT_THAT(seen_from("outside", "2001:db8:ff::1"), HasSubstr("2001:db8:ff::2"));
}

TEST_F(PortSource, IsTheHostForEveryClientWithMasqueradePorts) {
  done("create snat --subnet 192.168.3.0/24 --subnet fd00:3::/64 -o masquerade-ports=true");
  done("connect snat c1 -p 8080:80");
  done("connect snat c2");
  EXPECT_THAT(seen_from("outside", "198.51.100.1"), HasSubstr("192.168.3.1"));
  EXPECT_THAT(seen_from("outside", "2001:db8:ff::1"), HasSubstr("fd00:3::1"));
  EXPECT_THAT(seen_from("", "127.0.0.1"), HasSubstr("192.168.3.1"));
  EXPECT_THAT(seen_from("", "198.51.100.1"), HasSubstr("192.168.3.1"));
  EXPECT_THAT(seen_from("c2", "198.51.100.1"), HasSubstr("192.168.3.1"));
  EXPECT_THAT(seen_from("c1", "198.51.100.1"), HasSubstr("192.168.3.1")) << "its own port";
  // Packets that are not for a published port keep their source.
  std::string seen;
  EXPECT_TRUE(reaches_server("c2", {Transport::tcp, "192.168.3.2", 80}, *server_, &seen));
  EXPECT_THAT(seen, HasSubstr("192.168.3.3"));
}

}  // namespace connection_options_test
}  // namespace mydocker::testing

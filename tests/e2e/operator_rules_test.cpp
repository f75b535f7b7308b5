// Each command line of docs/operator_rules.md has the described effect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/probe_testbed.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;

// The one command line of the page that contains the text, without its comment.
std::string line_with(const std::string& text) {
  std::ifstream page(MYDOCKER_OPERATOR_RULES);
  std::string found;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("    ") || line.find(text) == std::string::npos) continue;
    EXPECT_EQ(found, "") << "two lines have " << text;
    found =
        line.substr(4, line.find("  #") == std::string::npos ? line.npos : line.find("  #") - 4);
  }
  EXPECT_NE(found, "") << "no line has " << text;
  return found;
}

void run_line(const std::string& text) { must(line_with(text)); }

// Networks web (c1, at host port 8080, and c2) and db (d1), and two outside addresses.
class OperatorRules : public ::testing::Test {
 protected:
  explicit OperatorRules(const std::string& options = "") {
    make_outside();
    must("ip -n outside address add 198.51.100.3/24 dev eth0");
    must("ip -n outside route add 192.168.0.0/16 via 198.51.100.1");
    done("network create db --subnet 192.168.2.0/24");
    done("network create web --subnet 192.168.1.0/24 " + options);
    for (const std::string name : {"c1", "c2", "d1"}) must("ip netns add " + name);
    done("network connect web c1 --ip 192.168.1.2 -p 8080:80");
    done("network connect web c2 --ip 192.168.1.3");
    done("network connect db d1");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  static void set_up_operators_chain() {
    run_line("nft add table inet operator");
    run_line("inet operator forward {");
    run_line("forward ct state established,related");
  }

  // Returns true if `hearer` receives a connection to the address and port. The control is a later
  // ping from `from` to itself through the host, or to the host.
  bool heard(const std::string& from, const std::string& address, std::uint16_t port,
             const std::string& hearer) {
    if (!testbed_)
      testbed_ =
          std::make_unique<ProbeTestbed>(std::vector<std::string>{"", "c1", "c2", "d1", "outside"},
                                         std::vector<std::uint16_t>{80, 22});
    const std::string control = from == "outside" ? "198.51.100.1"
                                : from == "d1"    ? "192.168.2.1"
                                                  : "192.168.1.1";
    const auto traces = testbed_->send({{from, ProbeKind::icmp, control, 0, "", true},
                                        {from, ProbeKind::tcp, address, port, hearer, false}});
    EXPECT_TRUE(traces[0].answered) << "the control";
    return traces[1].heard.contains(hearer);
  }
  bool outside_gets_in() { return heard("outside", "198.51.100.1", 8080, "c1"); }

  const Mydocker mydocker_;
  std::unique_ptr<ProbeTestbed> testbed_;
};

TEST_F(OperatorRules, ASourceIsKeptOutOfANetwork) {
  set_up_operators_chain();
  EXPECT_TRUE(outside_gets_in());
  run_line("ip saddr 198.51.100.0/24 oifname \"web\" drop");
  EXPECT_FALSE(outside_gets_in());
  EXPECT_TRUE(heard("d1", "198.51.100.1", 8080, "c1"));
  EXPECT_TRUE(heard("c1", "198.51.100.2", 80, "outside")) << "and answers come back";
  EXPECT_EQ(shell("ip netns exec c1 ping -c 1 -W 2 198.51.100.2").code, 0);
}

TEST_F(OperatorRules, APublishedPortIsClosedToAllButOne) {
  set_up_operators_chain();
  EXPECT_TRUE(heard("d1", "198.51.100.1", 8080, "c1"));
  run_line("ct original proto-dst 8080");
  EXPECT_FALSE(heard("d1", "198.51.100.1", 8080, "c1"));
  EXPECT_TRUE(outside_gets_in());
}

TEST_F(OperatorRules, ContainersReachOnlyOneAddressOutside) {
  set_up_operators_chain();
  EXPECT_TRUE(heard("c1", "198.51.100.3", 80, "outside"));
  run_line("oifname != \"web\" ip daddr != 198.51.100.2 drop");
  EXPECT_FALSE(heard("c1", "198.51.100.3", 80, "outside"));
  EXPECT_TRUE(heard("c1", "198.51.100.2", 80, "outside"));
  EXPECT_TRUE(heard("c1", "192.168.1.3", 80, "c2"));
  EXPECT_TRUE(outside_gets_in());
}

TEST_F(OperatorRules, APortOfTheHostIsClosedToContainers) {
  run_line("nft add table inet operator");
  run_line("inet operator input {");
  EXPECT_TRUE(heard("c1", "192.168.1.1", 22, ""));
  run_line("input iifname \"web\" tcp dport 22 drop");
  EXPECT_FALSE(heard("c1", "192.168.1.1", 22, ""));
  EXPECT_TRUE(heard("d1", "192.168.1.1", 22, ""));
}

// A client behind a second uplink: far 192.0.2.5 -- second 203.0.113.2 -- uplink2 203.0.113.1.
void make_second_uplink() {
  must("ip netns add second && ip netns add far");
  must("ip link add uplink2 type veth peer name eth0 netns second");
  must("ip address add 203.0.113.1/24 dev uplink2 && ip link set uplink2 up");
  must("ip -n second link add eth1 type veth peer name eth0 netns far");
  must("ip -n second address add 203.0.113.2/24 dev eth0 && ip -n second link set eth0 up");
  must("ip -n second address add 192.0.2.1/24 dev eth1 && ip -n second link set eth1 up");
  must("ip -n far address add 192.0.2.5/24 dev eth0 && ip -n far link set eth0 up");
  must("ip -n far route add default via 192.0.2.1");
  must("ip netns exec second sysctl -q -w net.ipv4.ip_forward=1");
  must("ip route add default via 198.51.100.2");
  must("sysctl -q -w net.ipv4.conf.uplink2.rp_filter=1");
}

TEST_F(OperatorRules, RepliesOfPublishedPortsLeaveThroughTheSecondUplink) {
  make_second_uplink();
  Server server("c1", Transport::tcp, 80);
  const Target port{Transport::tcp, "203.0.113.1", 8080};
  run_line("default via 203.0.113.2 table 200");
  run_line("from 203.0.113.1 lookup 200");
  run_line("uplink2.rp_filter=2");
  EXPECT_FALSE(reaches_server("far", port, server));
  for (const auto* text : {"add table inet uplinks", "inet uplinks begin {", "ct state new ct mark",
                           "meta mark set meta mark or 0x200", "ip rule add fwmark 0x200/0x200"})
    run_line(text);
  EXPECT_TRUE(reaches_server("far", port, server));
  EXPECT_TRUE(reaches_server("outside", {Transport::tcp, "198.51.100.1", 8080}, server));
}

// The same client with IPv6: far 2001:db8:9::5 -- second 2001:db8:2::2 -- uplink2 2001:db8:2::1.
void add_ipv6_to_second_uplink() {
  must("sysctl -q -w net.ipv6.conf.uplink2.disable_ipv6=0");
  must(
      "for name in second far; do ip netns exec $name sh -c 'for link in "
      "/proc/sys/net/ipv6/conf/*; "
      "do echo 0 > $link/disable_ipv6; done'; done");
  must("ip address add 2001:db8:2::1/64 dev uplink2 nodad");
  must("ip -n second address add 2001:db8:2::2/64 dev eth0 nodad");
  must("ip -n second address add 2001:db8:9::1/64 dev eth1 nodad");
  must("ip -n far address add 2001:db8:9::5/64 dev eth0 nodad");
  must("ip -n far route add default via 2001:db8:9::1");
  must("ip netns exec second sysctl -q -w net.ipv6.conf.all.forwarding=1");
}

TEST_F(OperatorRules, RepliesOfIpv6LeaveThroughTheSecondUplink) {
  make_second_uplink();
  add_ipv6_to_second_uplink();
  must("ip netns add s1");
  for (const char* line : {"create six --subnet fd00:6::/64", "connect six s1 -p 8086:80"})
    ASSERT_EQ(mydocker_.line("-q network " + std::string(line)).code, 0) << line;
  Server server("s1", Transport::tcp, 80);
  const Target port{Transport::tcp, "2001:db8:2::1", 8086};
  for (const auto* text : {"default via 2001:db8:2::2 table 200", "from 2001:db8:2::1 lookup 200",
                           "add table inet uplinks", "inet uplinks begin {", "ct state new ct mark",
                           "meta mark set meta mark or 0x200"})
    run_line(text);
  EXPECT_FALSE(reaches_server("far", port, server));
  run_line("ip -6 rule add fwmark 0x200/0x200");
  EXPECT_TRUE(reaches_server("far", port, server));
}

// An accept in the operator's chain does not override a drop of mydocker.
TEST_F(OperatorRules, AnAcceptOpensNothing) {
  set_up_operators_chain();
  must("nft add rule inet operator forward accept");
  EXPECT_FALSE(heard("outside", "192.168.1.3", 80, "c2"));
}

std::string options_in(const std::string& line) { return line.substr(line.find("-o ")); }

class AllowFromALink : public OperatorRules {
 protected:
  AllowFromALink() : OperatorRules(options_in(line_with("allow-from=uplink"))) {}
};
TEST_F(AllowFromALink, LetsInWhatComesByIt) {
  EXPECT_TRUE(heard("outside", "192.168.1.3", 80, "c2"));
  EXPECT_FALSE(heard("d1", "192.168.1.3", 80, "c2"));
}

class AllowFromANetwork : public OperatorRules {
 protected:
  AllowFromANetwork() : OperatorRules(options_in(line_with("allow-from=db"))) {}
};
TEST_F(AllowFromANetwork, LetsInItsContainers) {
  EXPECT_TRUE(heard("d1", "192.168.1.3", 80, "c2"));
  EXPECT_FALSE(heard("outside", "192.168.1.3", 80, "c2"));
}

TEST_F(OperatorRules, AnotherTablesDropIsSeenAndCanBeMended) {
  must(
      "nft 'table ip filter { chain FORWARD { type filter hook forward priority 0; policy drop; }; "
      "}'");
  EXPECT_FALSE(outside_gets_in());
  EXPECT_FALSE(heard("c1", "198.51.100.2", 80, "outside"));
  const auto shown = shell(line_with("nft list chains")).out;
  EXPECT_THAT(shown, HasSubstr("table ip filter {"));
  EXPECT_THAT(shown, HasSubstr("chain FORWARD"));
  EXPECT_THAT(shown, HasSubstr("policy drop"));
  run_line("FORWARD iifname \"web\" accept");
  EXPECT_TRUE(heard("c1", "198.51.100.2", 80, "outside"));
  run_line("FORWARD oifname \"web\" accept");
  EXPECT_TRUE(outside_gets_in());
  EXPECT_FALSE(heard("outside", "192.168.1.3", 80, "c2")) << "what ours drops stays dropped";
}

TEST_F(OperatorRules, APacketCanBeFollowed) {
  for (const auto* line : {"nft add table inet look", "inet look first {", "meta nftrace set 1"})
    run_line(line);
  EXPECT_TRUE(heard("c1", "198.51.100.2", 80, "outside"));
  must("nft delete table inet look");
}

TEST_F(OperatorRules, AReloadPutsAFlushedRulesetBack) {
  must("nft flush ruleset");
  EXPECT_FALSE(outside_gets_in());
  EXPECT_FALSE(heard("outside", "192.168.1.3", 80, "c2")) << "filters of the links block it";
  const auto command = line_with("network reload --all");
  done(command.substr(command.find("network")));
  EXPECT_TRUE(outside_gets_in());
  EXPECT_FALSE(heard("outside", "192.168.1.3", 80, "c2"));
}

}  // namespace
}  // namespace mydocker::testing

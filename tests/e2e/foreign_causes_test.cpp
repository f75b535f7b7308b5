// The cause of lost traffic is named: a damaged interface, rules of other programs, a second owner
// of an address.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <sstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace foreign_causes_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ForeignCause : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip route add default via 198.51.100.2");
    must("ip netns add c1 && ip netns add c2 && ip netns add c3");
    server_.emplace("c1", Transport::tcp, 80);
    EXPECT_EQ(notes("create web --subnet 192.168.1.0/24"), "");
    EXPECT_EQ(notes("connect web c1 -p 8080:80"), "");
    EXPECT_EQ(notes("connect web c2"), "");
  }
  // Returns the notes of a command with one of the exit codes 0 and 3 (drift).
  std::string notes(const std::string& line) const {
    const auto outcome = mydocker_.line("network " + line);
    EXPECT_TRUE(outcome.code == 0 || outcome.code == 3) << line << "\n" << outcome.err;
    std::string notes;
    std::istringstream lines(outcome.err);
    for (std::string one; std::getline(lines, one);)
      if (one.starts_with("note:")) notes += one + '\n';
    return notes;
  }
  // Each command names the cause, and `repair` removes it.
  void expect_named(const std::string& cause, const std::string& repair) const {
    for (const auto* command : {"reload web", "verify web", "publish web c2 8085:81"})
      EXPECT_THAT(notes(command), HasSubstr(cause)) << command;
    EXPECT_EQ(mydocker_.line("network unpublish web c2 8085:81").code, 0);
    must(repair);
    EXPECT_EQ(notes("verify web"), "");
  }
  bool is_open() { return reaches_server("outside", port_, *server_); }
  std::optional<Server> server_;
  Target port_{Transport::tcp, "198.51.100.1", 8080};
  Mydocker mydocker_;
};

TEST_F(ForeignCause, AnInterfaceThatIsDownIsNamedAndNoRoute) {
  must("ip link set web down");
  EXPECT_THAT(notes("connect web c3"), AllOf(HasSubstr("the interface \"web\" is down"),
                                             HasSubstr("repair: mydocker network reload web"),
                                             Not(HasSubstr("another route"))));
  EXPECT_EQ(notes("reload web"), "");
  EXPECT_EQ(notes("verify web"), "");
}

TEST_F(ForeignCause, AMissingGatewayAddressIsNamedAndNoRoute) {
  must("ip address delete 192.168.1.1/24 dev web");
  EXPECT_THAT(
      notes("connect web c3"),
      AllOf(HasSubstr("the gateway address 192.168.1.1 is missing on \"web\""),
            HasSubstr("repair: mydocker network reload web"), Not(HasSubstr("another route"))));
  EXPECT_EQ(notes("reload web"), "");
}

TEST_F(ForeignCause, ARedirectOfAPublishedPortIsNamed) {
  must(
      "nft 'table ip other { chain pre { type nat hook prerouting priority -110; "
      "tcp dport 8080-8085 redirect to :9; }; }'");
  EXPECT_FALSE(is_open());
  expect_named("chain \"ip other pre\" of another program redirects the published port",
               "nft delete table ip other");
  EXPECT_TRUE(is_open());
}

TEST_F(ForeignCause, ARedirectByIptablesIsNamed) {
  must("iptables -t nat -A PREROUTING -p tcp --dport 8000:8090 -j DNAT --to 198.51.100.2:9");
  expect_named("chain \"ip nat PREROUTING\" of another program redirects",
               "iptables -t nat -F PREROUTING");
}

TEST_F(ForeignCause, ARedirectOfASetOfPortsIsNamed) {
  for (const char* ports : {"{ 22, 8080, 8085 }", "{ 22, 8000-8090 }", "{ 8081, 8070-8085 }"}) {
    must("nft 'table ip other { chain pre { type nat hook prerouting priority -110; tcp dport " +
         std::string(ports) + " redirect to :9; }; }'");
    EXPECT_FALSE(is_open()) << ports;
    expect_named("chain \"ip other pre\" of another program redirects the published port",
                 "nft delete table ip other");
  }
}

TEST_F(ForeignCause, ARedirectOfAListOfPortsByIptablesIsNamed) {
  must(
      "iptables -t nat -A PREROUTING -p tcp -m multiport --dports 22,8000:8090 -j REDIRECT "
      "--to-ports 9");
  expect_named("chain \"ip nat PREROUTING\" of another program redirects",
               "iptables -t nat -F PREROUTING");
}

TEST_F(ForeignCause, TheNoteOfARedirectHasTheCommandThatRemovesIt) {
  must(
      "nft 'table inet other { chain pre { type nat hook prerouting priority -110; "
      "tcp dport 22 redirect to :23; tcp dport 8080 redirect to :9; }; }'");
  const auto told = notes("verify web");
  const std::string before = "remove that rule: ";
  ASSERT_THAT(told, HasSubstr(before));
  must(told.substr(told.find(before) + before.size()));
  EXPECT_EQ(notes("verify web"), "");
  EXPECT_TRUE(is_open());
  EXPECT_THAT(shell("nft list table inet other").out, HasSubstr("tcp dport 22"));
}

// The tables of iptables-legacy, where the kernel has them.
class LegacyCause : public ForeignCause {
 protected:
  // Of two hooks with one priority, the kernel calls the one that was added last first.
  void SetUp() override {
    ForeignCause::SetUp();
    if (shell("iptables-legacy -t nat -L").code != 0) GTEST_SKIP() << "no legacy tables";
  }
  // The note about these rules has the command `remove`, which repairs the port.
  void expect_removed_by(const std::string& rules, const std::string& remove) {
    must(rules);
    EXPECT_FALSE(is_open()) << rules;
    EXPECT_THAT(notes("verify web"),
                HasSubstr("redirects the published port 8080:80/tcp; remove that rule: " + remove));
    must(remove);
    EXPECT_EQ(notes("verify web"), "");
    EXPECT_TRUE(is_open());
  }
};

TEST_F(LegacyCause, ARedirectIsNamedWithItsRule) {
  const std::string add = "iptables-legacy -t nat -A ";
  expect_removed_by(add + "PREROUTING -p tcp --dport 8080 -j DNAT --to 198.51.100.2:9",
                    "iptables-legacy -t nat -D PREROUTING 1");
  expect_removed_by(add + "PREROUTING -p udp --dport 8080 -j REDIRECT --to-ports 9 && " + add +
                        "PREROUTING -p tcp -m multiport --dports 1,8000:9000 -j REDIRECT "
                        "--to-ports 9",
                    "iptables-legacy -t nat -D PREROUTING 2");
  expect_removed_by("iptables-legacy -t nat -N EDGE && " + add + "PREROUTING -j EDGE && " + add +
                        "EDGE -p tcp --dport 22 -j REDIRECT --to-ports 23 && " + add +
                        "EDGE -p tcp --dport 8000:8090 -j REDIRECT --to-ports 9",
                    "iptables-legacy -t nat -D EDGE 2");
}

TEST_F(LegacyCause, ALastRuleThatDropsOrRejectsIsNamed) {
  for (const char* target : {"DROP", "REJECT"}) {
    must("iptables-legacy -A FORWARD -p icmp -j ACCEPT && iptables-legacy -A FORWARD -j " +
         std::string(target));
    EXPECT_THAT(notes("verify web"), HasSubstr("allow them: iptables-legacy -I FORWARD -i web"));
    must("iptables-legacy -F FORWARD");
    EXPECT_EQ(notes("verify web"), "");
  }
}

TEST_F(ForeignCause, TranslationsOfOtherPacketsAreNotNamed) {
  must(
      "nft 'table ip other { chain pre { type nat hook prerouting priority -110; "
      "udp dport 8080 redirect to :9; tcp dport 8081 redirect to :9; "
      "ip daddr 203.0.113.9 tcp dport 8080 redirect to :9; }; }'");
  EXPECT_EQ(notes("verify web"), "");
  EXPECT_TRUE(is_open());
}

TEST_F(ForeignCause, AChainThatRejectsTheRestIsNamed) {
  must(
      "nft 'table inet fw { chain through { type filter hook forward priority 10; policy accept; "
      "ct state established,related accept; ct state invalid drop; "
      "reject with icmpx admin-prohibited; }; }'");
  EXPECT_FALSE(is_open());
  const std::string allow =
      "nft 'insert rule inet fw through iifname \"web\" accept' && nft 'insert rule inet fw "
      "through "
      "oifname "
      "\"web\" accept'";
  expect_named(allow, allow);
  EXPECT_TRUE(is_open());
}

TEST_F(ForeignCause, AChainWithALastRuleThatDropsIsNamed) {
  must("iptables -A FORWARD -p icmp -j ACCEPT && iptables -A FORWARD -j DROP");
  expect_named("chain \"ip filter FORWARD\" of another program drops packets",
               "iptables -F FORWARD");
}

TEST_F(ForeignCause, ARuleThatOnlyNamesTheInterfaceDoesNotHideTheDrop) {
  must("iptables -P FORWARD DROP && iptables -A FORWARD -i web -s 203.0.113.4 -j DROP");
  expect_named("chain \"ip filter FORWARD\" of another program drops packets",
               "iptables -P FORWARD ACCEPT");
}

// Each chain drops every packet of the network at another place.
TEST_F(ForeignCause, AChainThatDropsAtAnyHookIsNamed) {
  for (const char* chain : {
           "inet other pre { type filter hook prerouting priority 0; policy drop; udp dport 1 "
           "accept; }",
           "inet other pre { type filter hook prerouting priority raw; iifname \"web\" drop; }",
           "ip other post { type filter hook postrouting priority 0; oifname \"we*\" counter drop; "
           "}",
           "netdev other in { type filter hook ingress device web priority 0; policy drop; }",
       }) {
    SCOPED_TRACE(chain);
    std::istringstream words(chain);
    std::string family;
    std::string table;
    std::string name;
    words >> family >> table >> name;
    must("nft 'table " + family + " other { chain " +
         std::string(chain).substr(family.size() + table.size() + 2) + "; }'");
    EXPECT_FALSE(reaches("c1", "198.51.100.2"));
    expect_named("chain \"" + family + " other " + name +
                     "\" of another program drops packets of "
                     "\"web\"; allow them: nft 'insert rule " +
                     family + " other " + name,
                 "nft delete table " + family + " other");
  }
}

// Most hosts block packets to their own services on purpose.
TEST_F(ForeignCause, AChainThatKeepsContainersFromTheHostIsNotNamed) {
  must("nft 'table inet other { chain in { type filter hook input priority 0; policy drop; }; }'");
  EXPECT_FALSE(reaches("c1", "192.168.1.1"));
  EXPECT_TRUE(is_open());
  EXPECT_EQ(notes("verify web"), "");
}

TEST_F(ForeignCause, AChainThatDropsOtherPacketsIsNotNamed) {
  must(
      "nft 'table inet other { chain pre { type filter hook prerouting priority 0; "
      "iifname \"other\" drop; iifname \"web\" udp dport 1 drop; ct state invalid drop; }; }'");
  must(
      "nft 'table netdev other { chain in { type filter hook ingress device uplink priority 0; "
      "udp dport 1 drop; }; }'");
  EXPECT_EQ(notes("verify web"), "");
}

TEST_F(ForeignCause, ARoutingRuleThatRefusesIsNamed) {
  for (const char* rule : {"from 192.168.1.0/24 blackhole", "to 192.168.0.0/16 prohibit",
                           "from 192.168.1.0/25 unreachable", "from 192.168.1.2/32 unreachable",
                           "iif web blackhole", "from 192.168.1.0/24 iif web prohibit"}) {
    must("ip rule add priority 99 " + std::string(rule));
    EXPECT_FALSE(is_open()) << rule;
    expect_named("the routing rule \"" + std::string(rule) +
                     "\" of another program refuses packets "
                     "of \"web\"; remove it: ip rule del priority 99 " +
                     rule,
                 "ip rule del priority 99 " + std::string(rule));
  }
}

TEST_F(ForeignCause, ARoutingRuleForOtherPacketsIsNotNamed) {
  must("ip rule add from 203.0.113.0/24 blackhole");
  must("ip rule add from 192.168.1.0/24 to 203.0.113.9 prohibit");
  must("ip route add default via 198.51.100.2 table 200");
  must("ip rule add from 192.168.1.0/24 lookup 200");
  must("ip rule add from 192.168.1.2 to 192.168.1.3 prohibit");
  EXPECT_EQ(notes("verify web"), "");
}

TEST_F(ForeignCause, ARuleInAnotherChainOfTheTableLetsPass) {
  must("iptables -P FORWARD DROP && iptables -N USERS && iptables -A FORWARD -j USERS");
  must("iptables -A USERS -i web -j ACCEPT && iptables -A USERS -o web -j ACCEPT");
  EXPECT_EQ(notes("verify web"), "");
  EXPECT_TRUE(is_open());
}

TEST_F(ForeignCause, AnAddressOfAnotherContainerIsNamed) {
  must("ip -n c2 address add 192.168.1.2/24 dev eth0");
  const std::string remove = "ip -n c2 address delete 192.168.1.2/24 dev eth0";
  for (const auto* command : {"reload web", "verify web"})
    EXPECT_THAT(notes(command), AllOf(HasSubstr("container \"c2\" has the address 192.168.1.2/24"),
                                      HasSubstr("of container \"c1\"; remove it: " + remove)));
  must(remove);
  EXPECT_EQ(notes("verify web"), "");
}

TEST_F(ForeignCause, AHostWithoutADefaultRouteIsNamedByVerify) {
  must("ip route delete default");
  EXPECT_THAT(notes("verify web"), HasSubstr("the host has no IPv4 default route"));
  EXPECT_EQ(notes("create other"), "");
  EXPECT_THAT(notes("verify"), HasSubstr("ip route add default via ROUTER\n")) << "once";
  must("ip route add default via 198.51.100.2");
  EXPECT_EQ(notes("verify web"), "");
}

// A bridge of another program has taken the name of the network's bridge.
class ReplacedBridge : public ForeignCause {
 protected:
  void SetUp() override {
    ForeignCause::SetUp();
    must("ip link delete dev web && ip link add name web type bridge && ip link set dev web up");
  }
};

TEST_F(ReplacedBridge, GetsNoContainer) {
  const std::string show = "ip address show dev web; tc qdisc show dev web; bridge link show";
  const auto before = shell(show).out;
  const auto refused = mydocker_.line("-q network connect web c3");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("the interface \"web\" of another program has replaced"));
  EXPECT_EQ(mydocker_.line("-q network reload web").code, 1);
  EXPECT_EQ(shell(show).out, before);
  must("ip link delete dev web");
  EXPECT_EQ(notes("reload web"), "");
  EXPECT_TRUE(is_open());
}

TEST_F(ReplacedBridge, IsNamedByTheDryRunAndByReload) {
  const auto dry = mydocker_.line("-q network reload --dry-run web");
  const auto real = mydocker_.line("-q network reload web");
  EXPECT_EQ(dry.code, 1);
  EXPECT_EQ(dry.err, real.err);
  EXPECT_THAT(dry.out, HasSubstr("#!/bin/sh\n# repairs network \"web\"\n"));
}

}  // namespace foreign_causes_test
}  // namespace mydocker::testing

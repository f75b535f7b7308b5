// Chains of other programs: a note names a chain exactly if it drops the packets of a network. The
// command of the note lets them pass. Each chain is tried with real packets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace foreign_chains_test {

using ::testing::HasSubstr;
using ::testing::Not;

class ForeignChains : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip route add default via 198.51.100.2");
    must("ip netns add c1 && ip netns add c2");
    for (const char* line :
         {"create web --subnet 192.168.1.0/24", "create web2", "connect web c1", "connect web c2"})
      ASSERT_EQ(mydocker_.line("-q network " + std::string(line)).code, 0) << line;
  }

  static void load(const std::string& table) {
    must("printf '%s' '" + table + "' | tr ';' '\n' | nft -f -");
  }
  static void unload() {
    must("nft list tables | grep -v ' mydocker$' | while read t; do nft delete $t; done");
  }
  std::string note() const {
    const auto verify = mydocker_.line("network verify web");
    EXPECT_EQ(verify.code, 0) << verify.err;
    return verify.err;
  }
  // A lost reply needs no long wait.
  static bool pings(const std::string& from, const std::string& to, bool expected) {
    return shell("ip netns exec " + from + " ping -c 1 -W " + (expected ? "3 " : "0.3 ") + to)
               .code == 0;
  }

  // The chain drops packets. The command of the note lets all of them pass.
  void expect_named(const std::string& table, const std::string& from = "c1",
                    const std::string& to = "198.51.100.2") const {
    SCOPED_TRACE(table);
    load(table);
    EXPECT_FALSE(pings(from, to, false));
    const auto told = note();
    EXPECT_THAT(told, HasSubstr(" of another program drops packets of \"web\""));
    const std::string before = "allow them: ";
    const auto command = told.find(before);
    ASSERT_NE(command, std::string::npos) << told;
    must(told.substr(command + before.size()));
    EXPECT_THAT(note(), Not(HasSubstr("drops packets")));
    EXPECT_TRUE(pings(from, to, true));
    unload();
  }
  void expect_silent(const std::string& table) const {
    SCOPED_TRACE(table);
    load(table);
    EXPECT_TRUE(pings("c1", "198.51.100.2", true));
    EXPECT_THAT(note(), Not(HasSubstr("drops packets")));
    unload();
  }

  static std::string at_forward(const std::string& rules) {
    return "table inet a {; chain f {; type filter hook forward priority 0; " + rules + "; }; }";
  }
  static std::string with_chain(const std::string& rules, const std::string& x) {
    return "table inet a {; chain x {; " + x +
           "; }; chain f {; type filter hook forward priority 0; " + rules + "; }; }";
  }
  Mydocker mydocker_;
};

TEST_F(ForeignChains, ThatDropAreNamedWhateverTheirConditions) {
  for (const char* rules :
       {"policy drop", "drop", "reject", "iifname \"web\" drop", "oifname \"web\" drop",
        "iifname \"we*\" drop", "iif \"web\" drop", "iifgroup 28004 drop",
        "iifname { \"x\", \"web\" } drop", "iifname != \"uplink\" drop",
        "iifname vmap { \"web\" : drop, \"x\" : accept }", "iifname \"web\" accept; drop",
        "ip saddr 192.168.1.0/24 drop", "ip daddr 192.168.0.0/16 drop",
        "tcp dport 22 accept; ip protocol tcp accept; drop", "counter log prefix \"web\" drop",
        "ct state established accept; ct state new drop"})
    expect_named(at_forward(rules));
}

TEST_F(ForeignChains, ThatJumpToADropAreNamed) {
  expect_named(with_chain("jump x", "drop"));
  expect_named(with_chain("goto x; accept", "drop"));
  expect_named(with_chain("iifname \"web\" jump x", "counter; drop"));
  expect_named(with_chain("iifname vmap { \"web\" : jump x }", "reject"));
  expect_named(with_chain("policy drop; jump x", "return; accept"));
  expect_named(with_chain("policy drop; iifname \"x\" jump x", "accept"));
}

TEST_F(ForeignChains, ThatDropAtOtherHooksAreNamed) {
  for (const char* chain :
       {"type filter hook prerouting priority -150; policy drop; iifname \"lo\" accept",
        "type filter hook prerouting priority -150; iifname \"web\" drop",
        "type filter hook prerouting priority -150; iifname \"uplink\" drop",
        "type filter hook postrouting priority 0; policy drop",
        "type filter hook postrouting priority 0; oifname \"uplink\" drop"})
    expect_named("table inet a {; chain f {; " + std::string(chain) + "; }; }");
  for (const char* hook : {"ingress device \"web\"", "egress device \"web\""})
    expect_named("table netdev a {; chain f {; type filter hook " + std::string(hook) +
                 " priority 0; policy drop; }; }");
}

TEST_F(ForeignChains, ThatDropInsideTheBridgeAreNamed) {
  const auto c2 = shell("ip -n c2 -o -4 address show eth0 | grep -o '192[0-9.]*' | head -1").out;
  const std::string begin = "table bridge a {; chain f {; type filter hook ";
  expect_named(begin + "forward priority 0; policy drop; }; }", "c1", c2);
  expect_named(begin + "prerouting priority 0; policy drop; }; }", "c1", c2);
  expect_named(begin + "postrouting priority 0; drop; }; }", "c1", c2);
}

TEST_F(ForeignChains, ThatLetThePacketsPassAreNotNamed) {
  for (const char* rules :
       {"policy drop; accept", "return; drop",
        "iifname \"web\" accept; oifname \"web\" accept; drop",
        "iifname \"web\" return; oifname \"web\" return; drop", "iifname \"eth9\" drop",
        "policy drop; iifname \"we*\" accept; oifname \"we*\" accept",
        "policy drop; ip saddr 192.168.1.0/24 accept; ip daddr 192.168.1.0/24 accept",
        "policy drop; iifname \"web\" accept; ct state established,related accept",
        "iifname \"web2\" drop", "iifname != \"web\" oifname != \"web\" drop",
        "meta nfproto ipv6 drop", "limit rate over 1000/second drop", "ct state invalid drop",
        "tcp dport 22 drop", "ip daddr 203.0.113.0/24 drop",
        "policy drop; meta nfproto vmap { ipv4 : accept, ipv6 : drop }"})
    expect_silent(at_forward(rules));
  expect_silent(with_chain("goto x", "iifname \"web\" accept; oifname \"web\" accept; drop"));
  expect_silent(with_chain("policy drop; jump x", "iif \"web\" accept; oif \"web\" accept"));
  expect_silent("table ip6 a {; chain f {; type filter hook forward priority 0; policy drop; }; }");
  expect_silent(
      "table inet a {; flags dormant; chain f {; type filter hook forward priority 0; policy "
      "drop; }; }");
}

// Only the connection says whether the addresses of a packet are translated.
TEST_F(ForeignChains, OfIptablesForTranslatedPacketsAreNotNamed) {
  for (const char* state : {"--ctstate DNAT", "--ctstate DNAT,UNTRACKED"}) {
    const std::string rule = "FORWARD -m conntrack " + std::string(state) + " -j DROP";
    must("iptables-nft -A " + rule);
    EXPECT_TRUE(pings("c1", "198.51.100.2", true));
    EXPECT_THAT(note(), Not(HasSubstr("drops packets"))) << rule;
    must("iptables-nft -D " + rule);
  }
}

// A rule for the network that accepts some packets is on purpose.
TEST_F(ForeignChains, ThatAcceptSomePacketsOfTheNetworkAreNotNamed) {
  for (const char* rules :
       {"iifname \"web\" ip daddr != 198.51.100.9 drop",
        "policy drop; oifname \"web\" accept; iifname \"web\" tcp dport 80 accept",
        "policy drop; oifname \"web\" accept; meta mark 7 accept"}) {
    SCOPED_TRACE(rules);
    load(at_forward(rules));
    EXPECT_THAT(note(), Not(HasSubstr("drops packets")));
    unload();
  }
}

// Before conntrack, a rule cannot know the replies. So there is no command, and the note stays.
TEST_F(ForeignChains, ThatNoRuleCanOpenAreNamedUntilPacketsPass) {
  load("table inet a {; chain f {; type filter hook prerouting priority -300; policy drop; }; }");
  EXPECT_THAT(note(), HasSubstr("; see: nft list chain inet a f"));
  must("nft insert rule inet a f iifname web accept");
  EXPECT_FALSE(pings("c1", "198.51.100.2", false));
  EXPECT_THAT(note(), HasSubstr("drops packets"));
  must("nft insert rule inet a f iifname uplink accept");
  EXPECT_TRUE(pings("c1", "198.51.100.2", true));
  EXPECT_THAT(note(), Not(HasSubstr("drops packets")));
}

}  // namespace foreign_chains_test
}  // namespace mydocker::testing

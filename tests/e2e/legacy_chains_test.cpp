// Chains of iptables-legacy: a note names a chain exactly if it drops the packets of a network. The
// command of the note lets them pass. Each chain is tried with real packets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace legacy_chains_test {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class LegacyChains : public ::testing::Test {
 protected:
  void SetUp() override {
    if (shell("iptables-legacy -t mangle -L && iptables-legacy -t security -L").code != 0)
      GTEST_SKIP() << "no legacy tables";
    make_outside();
    must("ip route add default via 198.51.100.2");
    must("ip netns add c1");
    for (const char* line : {"create web --subnet 192.168.1.0/24 --subnet fd00:1::/64",
                             "connect web c1", "create web2"})
      ASSERT_EQ(mydocker_.line("-q network " + std::string(line)).code, 0) << line;
    must("sysctl -q -w net.ipv6.conf.uplink.disable_ipv6=0");
    must("ip address add 2001:db8:ff::1/64 dev uplink nodad");
    must("ip -n outside address add 2001:db8:ff::2/64 dev eth0 nodad");
  }
  std::string note() const {
    const auto verify = mydocker_.line("network verify web");
    EXPECT_EQ(verify.code, 0) << verify.err;
    return verify.err;
  }
  // A lost reply needs no long wait.
  static bool pings(bool expected, const std::string& to = "198.51.100.2") {
    return shell("ip netns exec c1 ping -c 1 -W " + std::string(expected ? "3 " : "0.3 ") + to)
               .code == 0;
  }
  static void load(const std::string& rules) {
    must(rules.starts_with("-t") ? "iptables-legacy " + rules : rules);
  }
  static void unload() {
    for (const std::string tool : {"iptables-legacy", "ip6tables-legacy"})
      for (const std::string table : {"raw", "mangle", "nat", "filter", "security"})
        must(tool + " -t " + table + " -F && " + tool + " -t " + table + " -X && " + tool +
             "-save -t " + table + " | sed -n 's/^:\\([A-Z]*\\) DROP.*/\\1/p' | while read c; do " +
             tool + " -t " + table + " -P $c ACCEPT; done");
  }

  // The chain drops packets. The command of the note lets all of them pass.
  void expect_named(const std::string& rules, const std::string& to = "198.51.100.2") const {
    SCOPED_TRACE(rules);
    load(rules);
    EXPECT_FALSE(pings(false, to));
    const auto told = note();
    EXPECT_THAT(told, HasSubstr(" of another program drops packets of \"web\""));
    const std::string before = "allow them: ";
    const auto command = told.find(before);
    ASSERT_NE(command, std::string::npos) << told;
    must(told.substr(command + before.size()));
    EXPECT_THAT(note(), Not(HasSubstr("drops packets")));
    EXPECT_TRUE(pings(true, to));
    unload();
  }
  void expect_silent(const std::string& rules) const {
    SCOPED_TRACE(rules);
    load(rules);
    EXPECT_TRUE(pings(true));
    EXPECT_THAT(note(), Not(HasSubstr("drops packets")));
    unload();
  }
  Mydocker mydocker_;
};

TEST_F(LegacyChains, ThatDropByTheirPolicyAreNamedInEachTable) {
  for (const char* rules :
       {"-t mangle -P FORWARD DROP", "-t filter -P FORWARD DROP", "-t security -P FORWARD DROP",
        "-t mangle -P PREROUTING DROP", "-t mangle -P POSTROUTING DROP"})
    expect_named(rules);
}

TEST_F(LegacyChains, ThatDropByARuleAreNamedWhateverTheConditions) {
  for (const char* rules :
       {"-t mangle -A FORWARD -j DROP", "-t mangle -A FORWARD -i web -j DROP",
        "-t mangle -A FORWARD -o we+ -j DROP", "-t mangle -A FORWARD ! -i uplink -j DROP",
        "-t security -A FORWARD -s 192.168.1.0/24 -j DROP",
        "-t mangle -A FORWARD -d 192.168.0.0/16 -m comment --comment web -j DROP",
        "-t filter -A FORWARD -m conntrack --ctstate NEW -j REJECT",
        "-t raw -A PREROUTING -i web -j DROP", "-t mangle -A POSTROUTING -o uplink -j DROP"})
    expect_named(rules);
}

TEST_F(LegacyChains, ThatJumpToADropAreNamed) {
  const std::string add = "iptables-legacy -t mangle -A ";
  expect_named("iptables-legacy -t mangle -N X && " + add + "X -j DROP && " + add +
               "FORWARD -j MARK --set-mark 0x1/0x1 && " + add + "FORWARD -j X");
  expect_named("iptables-legacy -t mangle -N X && " + add + "X -i web -j DROP && " + add +
               "FORWARD -g X");
}

TEST_F(LegacyChains, OfIpv6AreNamed) {
  expect_named("ip6tables-legacy -t mangle -P FORWARD DROP", "2001:db8:ff::2");
  expect_named("ip6tables-legacy -t security -A FORWARD -s fd00:1::/64 -j DROP", "2001:db8:ff::2");
}

TEST_F(LegacyChains, ThatNoRuleCanOpenAreNamed) {
  load("-t raw -P PREROUTING DROP");
  EXPECT_FALSE(pings(false));
  EXPECT_THAT(note(), AllOf(HasSubstr("chain \"ip raw PREROUTING\" of another program drops"),
                            HasSubstr("; see: iptables-legacy -t raw -S PREROUTING")));
  unload();
}

TEST_F(LegacyChains, ThatLetThePacketsPassAreNotNamed) {
  const std::string drop =
      "iptables-legacy -t mangle -P FORWARD DROP && iptables-legacy -t mangle ";
  for (const std::string& rules :
       {drop + "-A FORWARD -j ACCEPT",
        drop + "-N X && iptables-legacy -t mangle -A FORWARD -j X && iptables-legacy -t mangle -A "
               "X -s 192.168.1.0/24 -j ACCEPT && iptables-legacy -t mangle -A X -d 192.168.1.0/24 "
               "-j ACCEPT",
        std::string("-t mangle -A FORWARD -i web2 -j DROP"),
        std::string("-t mangle -A FORWARD -p tcp --dport 25 -j DROP"),
        std::string("-t security -A FORWARD -d 203.0.113.9 -j DROP"),
        std::string("-t mangle -P INPUT DROP")})
    expect_silent(rules);
}

}  // namespace legacy_chains_test
}  // namespace mydocker::testing

// Foreign rules: those of iptables-nft, a table of the same name in another family, and a set of
// another container tool.
#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "e2e/ruleset_host.hpp"

namespace mydocker::testing {
namespace {

// Foreign rules: rules of iptables-nft, a table of the same name in another family, and a set of
// other container tools.
constexpr const char* kForeignTables = R"(
table ip filter {
  chain FORWARD { type filter hook forward priority filter; policy accept;
    counter packets 0 bytes 0 jump DOCKER-USER; }
  chain DOCKER-USER { counter packets 0 bytes 0 return; }
}
table ip nat {
  chain POSTROUTING { type nat hook postrouting priority srcnat; policy accept;
    ip saddr 172.17.0.0/16 oifname != "docker0" counter packets 0 bytes 0 masquerade; }
}
table ip mydocker {
  set links { type ifname; elements = { "eth7" } }
  chain forward { type filter hook forward priority filter + 10; policy accept;
    oifname @links drop; }
}
table inet docker-like {
  map ports { type inet_proto . inet_service : ipv4_addr . inet_service;
    elements = { tcp . 8080 : 172.17.0.2 . 80 } }
  chain raw { type filter hook prerouting priority raw; policy accept; }
}
)";

std::string foreign_tables() {
  return shell(
             "nft 'list table ip filter; list table ip nat; list table ip mydocker; "
             "list table inet docker-like'")
      .out;
}

std::string rules_in(const std::string& state) {
  const auto begin = state.find("# nft\n");
  return state.substr(begin, state.find("\nipv4/", begin) - begin);
}

void expect_the_same_by_any_way(unsigned seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  must("nft '" + std::string(kForeignTables) + "'");
  KernelHost host;
  const auto before = host.state();
  const auto foreign = foreign_tables();
  for (int n = 0; n < 200; ++n) {
    host.change(random);
    ASSERT_EQ(foreign_tables(), foreign) << "after operation " << n;
    ASSERT_FALSE(::testing::Test::HasFatalFailure()) << "operation " << n;
  }
  const auto by_changes = host.state();
  EXPECT_NE(by_changes, before);
  host.rebuild();
  const auto at_once = host.state();
  EXPECT_EQ(difference(at_once, by_changes), "");
  EXPECT_EQ(rules_in(at_once), rules_in(by_changes));
  EXPECT_EQ(foreign_tables(), foreign);
}

TEST(Ruleset, IsTheSameByTwoHundredChangesAsBuiltAtOnce) { expect_the_same_by_any_way(1); }
TEST(Ruleset, IsTheSameByTwoHundredOthers) { expect_the_same_by_any_way(std::random_device{}()); }

}  // namespace
}  // namespace mydocker::testing

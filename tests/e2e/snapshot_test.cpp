// The snapshots that other tests compare show each kind of change.
#include "support/snapshot.hpp"

#include <gtest/gtest.h>

#include "e2e/outside.hpp"

namespace mydocker::testing {
namespace snapshot_test {

// Runs the command in this namespace, and then in a named one. Each time only the snapshot of that
// namespace shows the mark.
void shows(const std::string& command, const std::string& mark) {
  SCOPED_TRACE(command);
  const auto before = snapshot_here();
  const auto there = snapshot_of("other");
  must(command);
  EXPECT_NE(difference(snapshot_here(), before).find(mark), std::string::npos) << mark;
  EXPECT_EQ(difference(snapshot_of("other"), there), "");
  const auto here = snapshot_here();
  must("ip netns exec other " + command);
  EXPECT_EQ(difference(snapshot_here(), here), "");
  EXPECT_NE(difference(snapshot_of("other"), there).find(mark), std::string::npos) << mark;
}

TEST(Snapshot, ShowsEachKindOfChange) {
  must("ip netns add other");
  shows("ip link add br0 type bridge", R"("ifname":"br0")");
  shows("ip link set br0 addrgenmode none", R"("inet6_addr_gen_mode":"none")");
  shows("ip link set br0 type bridge forward_delay 300", R"("forward_delay":300)");
  shows("ip address add 192.0.2.1/24 dev br0", R"("local":"192.0.2.1")");
  shows("ip link set br0 up", R"("UP")");
  shows("ip route add 198.51.100.0/24 dev br0 table 7", R"("table":"7")");
  shows("ip rule add pref 77 to 192.0.2.0/24 blackhole", R"("priority":77)");
  shows("ip neighbour add 192.0.2.9 lladdr 02:00:00:00:00:09 dev br0", R"("02:00:00:00:00:09")");
  shows("ip neighbour add proxy 192.0.2.8 dev br0", R"("192.0.2.8")");
  shows("nft add table inet shown", "+ table inet shown");
  shows("sysctl -q net.ipv4.conf.br0.rp_filter=2", "+ ipv4/conf/br0/rp_filter:2");
  shows("sysctl -q net.ipv4.ip_forward=1", "+ ipv4/ip_forward:1");
}

TEST(Snapshot, SaysThatANamespaceIsMissing) {
  EXPECT_EQ(snapshot_of("absent"), "no namespace absent\n");
}

}  // namespace snapshot_test
}  // namespace mydocker::testing

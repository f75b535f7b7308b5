// Snapshots of a namespace: a snapshot shows every change, and equal states have equal snapshots.
#include "runtime/kernel/snapshot.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>

#include "support/netns_fixture.hpp"

namespace mydocker::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Lines = std::vector<std::string>;

class Snapshot : public FreshHost {
 protected:
  static Lines taken() {
    auto lines = kernel::take_snapshot();
    EXPECT_TRUE(lines.ok()) << lines.error().message();
    return lines.ok() ? *lines : Lines();
  }
  // The lines that only one of two snapshots has.
  static Lines changes(Lines now, Lines before) {
    std::ranges::sort(now);
    std::ranges::sort(before);
    Lines only;
    std::ranges::set_symmetric_difference(now, before, std::back_inserter(only));
    return only;
  }
};

TEST_F(Snapshot, OfTheSameStateAreTheSame) {
  output_of(
      "ip link add br0 type bridge && ip link set br0 up && ip address add 10.0.0.1/24 dev br0");
  output_of("nft 'add table inet t; add chain inet t c; add rule inet t c counter accept'");
  const auto first = taken();
  EXPECT_THAT(changes(taken(), first), IsEmpty());
}

TEST_F(Snapshot, SeeEachChange) {
  output_of("ip link add d0 type veth peer name d1 && ip link set d0 up");
  for (const auto& [change, seen] : std::vector<std::pair<std::string, std::string>>{
           {"ip link add br0 type bridge", "link br0 kind bridge"},
           {"ip link set d0 mtu 1400", "mtu 1400"},
           {"ip link set d0 txqueuelen 77", "queue 77"},
           {"ip link set d0 master br0", "master br0"},
           {"ip address add 10.0.0.1/24 dev d0", "address 10.0.0.1/24 on d0"},
           {"ip route add 10.9.0.0/16 via 10.0.0.2 metric 7",
            "route 10.9.0.0/16 table 254 type 1 protocol 3 via 10.0.0.2 on d0 metric 7"},
           {"ip rule add from 10.0.0.9 table 100", "rule "},
           {"ip neighbour add 10.0.0.5 lladdr 02:00:00:00:00:05 dev d0 nud permanent",
            "neighbour 0a000005 020000000005 on d0"},
           {"sysctl -qw net.ipv4.conf.d0.arp_ignore=1", "setting net/ipv4/conf/d0/arp_ignore = 1"},
           {"nft add table inet t", "nft table "},
           {"nft add chain inet t c", "nft chain "},
           {"nft add rule inet t c accept", "nft rule "},
           {"nft 'add set inet t s { type ipv4_addr; }'", "nft set "},
           {"nft 'add element inet t s { 10.0.0.7 }'", "nft element t s "}}) {
    const auto before = taken();
    output_of(change);
    EXPECT_THAT(changes(taken(), before), Contains(HasSubstr(seen))) << change;
  }
}

// After objects are created and deleted, the snapshot is the same as before.
TEST_F(Snapshot, SeeNothingThatIsGone) {
  output_of("nft add table inet other");
  const auto before = taken();
  output_of("ip link add br0 type bridge && ip link set br0 up && nft add table inet t");
  EXPECT_THAT(changes(taken(), before), Not(IsEmpty()));
  output_of("ip link delete br0 && nft delete table inet t");
  EXPECT_THAT(changes(taken(), before), IsEmpty());
}

}  // namespace
}  // namespace mydocker::testing

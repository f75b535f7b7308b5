#include "runtime/plan/host_half.hpp"

#include <gtest/gtest.h>

namespace mydocker::plan {
namespace {

const Veth kVeth{.host_link = "veth-1", .container_link = "dk-1"};
const AntiSpoofing kChecked{.link = "veth-1"};

Plan whole(const std::vector<Resource>& resources) {
  Plan plan;
  for (const auto& resource : resources) plan.ensure(resource, "a reason");
  return plan;
}

TEST(HostHalf, HasTheVethPairAndNothingInTheContainer) {
  const Address inside{Place::container, "dk-1", *IpPrefix::parse("10.9.0.7/24")};
  const Address on_host{Place::host, "veth-1", *IpPrefix::parse("10.9.0.1/32")};
  const Sysctl setting{Place::container, "net/ipv6/conf/dk-1/accept_ra", "0"};
  const auto half = host_half(whole({Loopback{}, kVeth, kChecked, setting, inside, on_host}));
  ASSERT_TRUE(half.ok()) << half.error().message();
  EXPECT_EQ(*half, whole({kVeth, kChecked, on_host}));
}

TEST(HostHalf, NeedsAVethPair) {
  const auto none = host_half(whole({Loopback{}}));
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().kind(), ErrorKind::unsupported);
}

TEST(HostHalf, RefusesResourcesThatAnEngineDoesNotKnow) {
  const Macvlan macvlan{.link = "eth0", .parent = "uplink"};
  const Custom custom{.place = Place::container, .kind = "thing", .name = "x"};
  EXPECT_FALSE(host_half(whole({kVeth, macvlan})).ok());
  EXPECT_FALSE(host_half(whole({kVeth, custom})).ok());
  auto on_host = custom;
  on_host.place = Place::host;
  EXPECT_TRUE(host_half(whole({kVeth, on_host})).ok());
}

}  // namespace
}  // namespace mydocker::plan

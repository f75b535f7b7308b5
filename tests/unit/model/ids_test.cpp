#include "runtime/model/ids.hpp"

#include <gtest/gtest.h>

#include <set>

namespace mydocker::model {
namespace {

TEST(NetworkId, IsSha256OverLengthPrefixedFields) {
  // Computed with another implementation of SHA-256. The input is "network" or "endpoint" and then
  // the arguments. Each field has its length before it (8 bytes, big-endian).
  EXPECT_EQ(network_id("m1", "/s", 0, "web"),
            "597b1475acd10db1a7645248460002258705c979b7ba7c9849712a1df3069e88");
  EXPECT_EQ(endpoint_id("ab", "c1", "eth0"),
            "e99c33a0ad80be53e3311b1abaa7899d3692356fec3d03d7e1d1d6bc74d95405");
}

TEST(NetworkId, DependsOnEveryField) {
  const std::set<std::string> ids{
      network_id("m1", "/s", 0, "web"),  network_id("m2", "/s", 0, "web"),
      network_id("m1", "/t", 0, "web"),  network_id("m1", "/s", 1, "web"),
      network_id("m1", "/s", 0, "web2"), network_id("m1/", "s", 0, "web"),
      endpoint_id("m1", "/s", "web"),
  };
  EXPECT_EQ(ids.size(), 7U);
}

TEST(EndpointId, DependsOnEveryField) {
  const std::set<std::string> ids{endpoint_id("a", "b", "c"), endpoint_id("a", "bc", ""),
                                  endpoint_id("ab", "", "c"), endpoint_id("a", "b", "d")};
  EXPECT_EQ(ids.size(), 4U);
}

TEST(UniqueLocalPrefix, IsTheMachinesOwnAndStaysTheSame) {
  const IpPrefix own = unique_local_prefix("m1");
  EXPECT_EQ(own.length, 48U);
  EXPECT_FALSE(own.has_host_bits());
  EXPECT_TRUE(IpPrefix::parse("fd00::/8")->contains(own));
  EXPECT_EQ(own, unique_local_prefix("m1"));
  EXPECT_NE(own, unique_local_prefix("m2"));
  EXPECT_NE(own, unique_local_prefix(""));
  // The prefix must not change between versions.
  EXPECT_EQ(own.text(), "fd0e:7c3c:d569::/48");
}

TEST(ShortId, HasTwelveDigits) {
  EXPECT_EQ(short_id("0123456789abcdef"), "0123456789ab");
  EXPECT_EQ(short_id("01"), "01");
}

}  // namespace
}  // namespace mydocker::model

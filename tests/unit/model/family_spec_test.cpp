#include "runtime/model/network_spec.hpp"

#include <gtest/gtest.h>

namespace mydocker::model {
namespace {

using Word = std::optional<std::string>;

// Returns "46", "4", "6", or the error.
std::string families_of(const std::vector<std::string>& subnets, const Word& ipv4, const Word& ipv6,
                        const std::string& choice = "default") {
  NetworkSpec spec;
  spec.name = "web";
  spec.subnets = subnets;
  spec.ipam_driver = choice;
  spec.ipv4 = ipv4;
  spec.ipv6 = ipv6;
  const auto network = check_network(spec);
  if (!network.ok()) return network.error().message();
  return std::string(network->families.v4 ? "4" : "") + (network->families.v6 ? "6" : "");
}

TEST(Families, FollowFromTheFlagsAndTheSubnets) {
  EXPECT_EQ(families_of({}, {}, {}), "4");
  EXPECT_EQ(families_of({}, {}, "true"), "46");
  EXPECT_EQ(families_of({}, "false", "true"), "6");
  EXPECT_EQ(families_of({}, "yes", "0"), "4");
  EXPECT_EQ(families_of({"fd00::/64"}, {}, {}), "46");
  EXPECT_EQ(families_of({"fd00::/64"}, "false", {}), "6");
  EXPECT_EQ(families_of({"10.1.0.0/24"}, {}, "true"), "46");
  EXPECT_EQ(families_of({"10.1.0.0/24", "10.2.0.0/24", "fd00::/64", "fd00:1::/64"}, {}, {}), "46");
}

TEST(Families, ThatAreSwitchedOffHaveNoSubnet) {
  EXPECT_EQ(families_of({"10.1.0.0/24"}, "false", {}),
            "--ipv4=false cannot be combined with --subnet \"10.1.0.0/24\"");
  EXPECT_EQ(families_of({"fd00::/64"}, {}, "off"),
            "--ipv6=false cannot be combined with --subnet \"fd00::/64\"");
  EXPECT_EQ(families_of({}, "false", {}),
            "a network without IPv4 and without IPv6 has no addresses");
  EXPECT_EQ(families_of({}, {}, "maybe"), "--ipv6=\"maybe\" is not true or false");
  EXPECT_EQ(families_of({}, "", {}), "--ipv4=\"\" is not true or false");
}

TEST(Families, AreThoseOfTheSubnetsByDefault) {
  EXPECT_EQ(families_of({}, {}, {}, "none"), "");
  EXPECT_EQ(families_of({}, {}, {}, "null"), "");
  EXPECT_EQ(families_of({"fd00::/64"}, {}, {}, "static"), "6");
  EXPECT_EQ(families_of({}, {}, {}, "static"), "--ipam-driver static needs a --subnet");
  EXPECT_EQ(families_of({"fd00::/64"}, {}, {}, "none"),
            "--ipam-driver none cannot be combined with --subnet \"fd00::/64\"");
  EXPECT_EQ(families_of({}, {}, "true", "none"), "--ipv6 needs a --subnet of that family");
  EXPECT_EQ(families_of({}, {}, {}, "host-local"), "4");
  EXPECT_EQ(families_of({}, {}, {}, "leases"), "4");
}

}  // namespace
}  // namespace mydocker::model

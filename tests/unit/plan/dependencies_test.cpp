#include "runtime/plan/dependencies.hpp"

#include <gtest/gtest.h>

namespace mydocker::plan {
namespace dependence_test {

IpPrefix prefix(const char* text) { return IpPrefix::parse(text).value(); }

Plan bridge_plan(Ownership ownership) {
  Plan plan;
  plan.ensure(Bridge{"net0", derived_mac("ab", "bridge"), 0, ownership}, "a bridge");
  plan.ensure(Address{Place::host, "net0", prefix("192.0.2.1/24")}, "the gateway");
  return plan;
}

TEST(Dependence, AnAddressStandsOnABridgeOfItsPlan) {
  const auto plan = bridge_plan(Ownership::own);
  EXPECT_TRUE(depends_on(plan.entries()[1].resource, own_links(plan)));
}

TEST(Dependence, AnAddressDoesNotStandOnAnAdoptedBridge) {
  const auto plan = bridge_plan(Ownership::adopt);
  EXPECT_FALSE(depends_on(plan.entries()[1].resource, own_links(plan)));
  EXPECT_TRUE(host_links(plan).contains("net0"));
}

TEST(Dependence, PlacesAreTakenIntoAccount) {
  Plan plan;
  Veth veth;
  veth.host_link = "veth-1";
  veth.container_link = "eth0";
  plan.ensure(veth, "a veth pair");
  const auto links = own_links(plan);
  EXPECT_TRUE(depends_on(Address{Place::container, "eth0", prefix("192.0.2.2/24")}, links));
  EXPECT_FALSE(depends_on(Address{Place::host, "eth0", prefix("192.0.2.2/24")}, links));
  EXPECT_TRUE(depends_on(Address{Place::host, "veth-1", prefix("192.0.2.2/24")}, links));
}

TEST(Dependence, ASettingOfALinkStandsOnItButAGeneralOneOnNothing) {
  const std::set<std::string> links{"host net0", "host all"};
  EXPECT_TRUE(depends_on(Sysctl{Place::host, "net/ipv4/conf/net0/forwarding", "1"}, links));
  EXPECT_FALSE(depends_on(Sysctl{Place::host, "net/ipv4/conf/net1/forwarding", "1"}, links));
  EXPECT_FALSE(depends_on(Sysctl{Place::host, "net/ipv4/conf/all/forwarding", "1"}, links));
  EXPECT_FALSE(depends_on(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}, links));
}

TEST(Dependence, TheTableComesOnceBeforeTheFirstRule) {
  Plan plan = bridge_plan(Ownership::own);
  plan.ensure(Isolation{"net0"}, "closed");
  plan.ensure(Masquerade{prefix("192.0.2.0/24")}, "hidden");
  const auto complete = with_firewall(plan);
  ASSERT_EQ(complete.entries().size(), 5U);
  EXPECT_EQ(kind_of(complete.entries()[2].resource), "firewall");
  EXPECT_EQ(kind_of(complete.entries()[3].resource), "isolation");
}

// While the host forwards, the tables keep packets from passing between other links.
TEST(Dependence, TheTableComesBeforeForwarding) {
  Plan plan = bridge_plan(Ownership::own);
  plan.ensure(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}, "forwarding");
  const auto complete = with_firewall(plan);
  ASSERT_EQ(complete.entries().size(), 4U);
  EXPECT_EQ(kind_of(complete.entries()[2].resource), "firewall");
  Plan inside = bridge_plan(Ownership::own);
  inside.ensure(Sysctl{Place::container, "net/ipv4/ip_forward", "1"}, "forwarding");
  EXPECT_EQ(with_firewall(inside), inside);
}

TEST(Dependence, APlanWithoutRulesGetsNoTable) {
  const auto plan = bridge_plan(Ownership::own);
  EXPECT_EQ(with_firewall(plan), plan);
}

}  // namespace dependence_test
}  // namespace mydocker::plan

#include "runtime/plan/plan_algebra.hpp"

#include <gtest/gtest.h>

namespace mydocker::plan {
namespace {

const Sysctl kOn{Place::host, "net/ipv4/conf/net0/route_localnet", "1"};
const Isolation kClosed{"net0"};
const Hairpin kHairpin{"veth-1"};

Plan plan_of(const std::vector<Resource>& resources) {
  Plan plan;
  for (const auto& resource : resources) plan.ensure(resource, "a reason");
  return plan;
}

TEST(PlanPart, IsWhatTheOtherDoesNotHave) {
  EXPECT_EQ(difference(plan_of({kOn, kClosed, kHairpin}), plan_of({kClosed})),
            plan_of({kOn, kHairpin}));
  EXPECT_EQ(difference(plan_of({kOn}), plan_of({kOn, kClosed})), Plan{});
  auto off = kOn;
  off.value = "0";
  EXPECT_EQ(difference(plan_of({kOn}), plan_of({off})), plan_of({kOn}));
}

TEST(PlanPart, IsFoundByIdentity) {
  auto off = kOn;
  off.value = "0";
  EXPECT_EQ(intersection(plan_of({kOn, kClosed}), plan_of({off})), plan_of({kOn}));
}

TEST(PlanPart, StandsInThePlaceOfItsEarlierValues) {
  auto off = kOn;
  off.value = "0";
  EXPECT_EQ(replaced(plan_of({kOn, kClosed}), plan_of({kHairpin, off})), plan_of({off, kClosed}));
}

TEST(PlanPart, ComesAfterTheRestAndOnce) {
  EXPECT_EQ(merge(plan_of({kClosed, kOn}), plan_of({kOn, kHairpin})),
            plan_of({kClosed, kOn, kHairpin}));
}

TEST(PlanPart, TablesGoWithTheLastThatNeedsThem) {
  EXPECT_EQ(idle_firewall(plan_of({Firewall{}, kHairpin})), plan_of({Firewall{}}));
  EXPECT_EQ(idle_firewall(plan_of({Firewall{}, kClosed})), Plan{});
  EXPECT_EQ(idle_firewall(plan_of({kHairpin})), Plan{});
}

TEST(ChangeInPlace, ReplacesTheValuesOfAResourceOfTheHost) {
  const NftRules rules{.link = "net0", .rules = {{.protocol = Protocol::tcp, .port = 25}}};
  auto other_rules = rules;
  other_rules.rules[0].port = 26;
  EXPECT_TRUE(changes_in_place(rules, other_rules));
  EXPECT_FALSE(changes_in_place(rules, rules));
  EXPECT_FALSE(changes_in_place(rules, NftRules{.link = "net1", .rules = other_rules.rules}));
  const Service service{.name = "dns-1", .argv = {"/bin/true"}};
  EXPECT_TRUE(changes_in_place(service, Service{.name = "dns-1", .argv = {"/bin/false"}}));
  EXPECT_TRUE(changes_in_place(ServiceFile{"dns-1", "a", "1\n"}, ServiceFile{"dns-1", "a", "2\n"}));
  Queue queue{Place::host, "net0", QueueKind::tbf, 8000, 1600, 1600};
  auto faster = queue;
  faster.rate = 9000;
  EXPECT_TRUE(changes_in_place(queue, faster));
  queue.place = faster.place = Place::container;
  EXPECT_FALSE(changes_in_place(queue, faster));
}

}  // namespace
}  // namespace mydocker::plan

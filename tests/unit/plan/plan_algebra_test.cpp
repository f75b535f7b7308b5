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

}  // namespace
}  // namespace mydocker::plan

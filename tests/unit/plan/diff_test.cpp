#include "runtime/plan/diff.hpp"

#include <gtest/gtest.h>

namespace mydocker::plan {
namespace {

Plan one(Resource resource) {
  Plan plan;
  plan.ensure(std::move(resource), "because");
  return plan;
}

Bridge bridge(Ownership ownership = Ownership::own) { return {"net0", {}, 0, ownership}; }

TEST(PlanDiff, MakesWhatIsAbsent) {
  const auto steps = diff(one(bridge()), {{base::State::absent, {}, {}}});
  ASSERT_TRUE(steps.ok());
  EXPECT_EQ((*steps)[0].action, Action::create);
  EXPECT_EQ(plan_of(*steps), one(bridge()));
}

TEST(PlanDiff, RefusesAForeignLinkAndSaysWhatItIs) {
  const auto steps = diff(one(bridge()), {{base::State::foreign, "a link of kind veth", {}}});
  ASSERT_FALSE(steps.ok());
  EXPECT_EQ(steps.error().kind(), ErrorKind::already_exists);
  EXPECT_NE(steps.error().message().find("a link of kind veth"), std::string::npos);
  EXPECT_FALSE(steps.error().hints().empty());
}

TEST(PlanDiff, AnExistingObjectOfOursIsAConflictToo) {
  EXPECT_FALSE(diff(one(bridge()), {{base::State::matches, {}, {}}}).ok());
  EXPECT_FALSE(diff(one(bridge()), {{base::State::differs, "mtu 1400", {}}}).ok());
}

TEST(PlanDiff, AnAdoptedBridgeIsKeptAndRemembered) {
  const auto plan = one(bridge(Ownership::adopt));
  const auto steps = diff(plan, {{base::State::matches, {}, {}}});
  ASSERT_TRUE(steps.ok());
  EXPECT_EQ((*steps)[0].action, Action::keep);
  EXPECT_EQ(plan_of(*steps), one(bridge(Ownership::adopt)));
}

TEST(PlanDiff, AnAdoptedBridgeMustBeThere) {
  const auto steps = diff(one(bridge(Ownership::adopt)), {{base::State::absent, {}, {}}});
  ASSERT_FALSE(steps.ok());
  EXPECT_EQ(steps.error().kind(), ErrorKind::not_found);
}

TEST(PlanDiff, ASettingThatIsRightAlreadyIsNotOurs) {
  const auto steps =
      diff(one(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}), {{base::State::matches, {}, "1"}});
  ASSERT_TRUE(steps.ok());
  EXPECT_TRUE(plan_of(*steps).empty());
}

TEST(PlanDiff, ASettingThatOthersOfOursMadeRightIsHeldAsWell) {
  auto steps =
      diff(one(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}), {{base::State::matches, {}, "1"}});
  ASSERT_TRUE(steps.ok());
  (*steps)[0].holds = true;
  EXPECT_EQ(plan_of(*steps).entries().size(), 1U);
}

TEST(PlanDiff, ASettingRemembersTheValueBefore) {
  const auto steps =
      diff(one(Sysctl{Place::host, "net/ipv4/ip_forward", "1"}), {{base::State::differs, {}, "0"}});
  ASSERT_TRUE(steps.ok());
  EXPECT_EQ((*steps)[0].action, Action::create);
  EXPECT_EQ((*steps)[0].prior, "0");
}

TEST(PlanDiff, ASettingThatThisKernelLacksIsUnsupported) {
  const auto steps =
      diff(one(Sysctl{Place::host, "net/ipv4/nothing", "1"}), {{base::State::absent, {}, {}}});
  ASSERT_FALSE(steps.ok());
  EXPECT_EQ(steps.error().kind(), ErrorKind::unsupported);
}

}  // namespace
}  // namespace mydocker::plan

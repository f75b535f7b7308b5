#ifdef MYDOCKER_FAULT_POINTS
#include "process.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace mydocker::cli {
namespace {

TEST(FaultPoints, WithoutATextDoNothing) {
  auto points = parse_fault("");
  ASSERT_TRUE(points.ok());
  for (int step = 0; step < 10; ++step) {
    EXPECT_TRUE(points->before_step().ok());
    points->after_step();
  }
}

TEST(FaultPoints, FailTheStepOfThatNumberAndNoOther) {
  auto points = parse_fault("fail:3");
  ASSERT_TRUE(points.ok());
  for (int step = 1; step <= 5; ++step) {
    const auto result = points->before_step();
    ASSERT_EQ(result.ok(), step != 3) << step;
    if (result.ok()) continue;
    EXPECT_EQ(result.error().kind(), ErrorKind::kernel);
    EXPECT_EQ(result.error().message(), "injected fault");
  }
}

TEST(FaultPointsDeathTest, KillRightAfterTheStepOfThatNumber) {
  auto points = parse_fault("kill:2");
  ASSERT_TRUE(points.ok());
  EXPECT_TRUE(points->before_step().ok());
  points->after_step();
  EXPECT_TRUE(points->before_step().ok());
  EXPECT_EXIT(points->after_step(), ::testing::KilledBySignal(SIGKILL), "");
}

TEST(FaultPointsDeathTest, KillBeforeTheFirstStep) {
  auto points = parse_fault("kill:0");
  ASSERT_TRUE(points.ok());
  EXPECT_EXIT((void)points->before_step(), ::testing::KilledBySignal(SIGKILL), "");
}

TEST(FaultPoints, RefuseWhatTheyDoNotUnderstand) {
  for (const auto* text :
       {"fail", "fail:", "fail:0", "fail:-1", "kill:-1", "kill:x", "3", ":", "x:3"})
    EXPECT_FALSE(parse_fault(text).ok()) << text;
}

}  // namespace
}  // namespace mydocker::cli
#endif

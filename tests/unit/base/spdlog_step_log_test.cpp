#include "runtime/base/spdlog_step_log.hpp"

#include <gtest/gtest.h>

namespace mydocker::base {
namespace {

std::string said_with(Verbosity verbosity) {
  testing::internal::CaptureStderr();
  SpdlogStepLog log(verbosity);
  log.step("add a bridge", "ip link add web type bridge");
  log.notice("something is odd, ignoring");
  log.debug("detail");
  return testing::internal::GetCapturedStderr();
}

TEST(SpdlogStepLog, SaysEachStepInTwoLines) {
  EXPECT_EQ(said_with(Verbosity::steps),
            "// add a bridge\n$ ip link add web type bridge\nnote: something is odd, ignoring\n");
}

TEST(SpdlogStepLog, SaysMoreForDebug) {
  EXPECT_EQ(said_with(Verbosity::debug), said_with(Verbosity::steps) + "debug: detail\n");
}

TEST(SpdlogStepLog, SaysNothingWhenQuiet) { EXPECT_EQ(said_with(Verbosity::quiet), ""); }

TEST(SpdlogStepLog, TakesBracesForWhatTheyAre) {
  testing::internal::CaptureStderr();
  SpdlogStepLog(Verbosity::steps).step("a {} b", "nft add element inet t s { 192.0.2.1 }");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "// a {} b\n$ nft add element inet t s { 192.0.2.1 }\n");
}

TEST(SpdlogStepLog, EscapesTheReasonButKeepsTheLinesOfTheCommand) {
  testing::internal::CaptureStderr();
  SpdlogStepLog(Verbosity::steps).step("a\nb\x1b", "nft -f - <<END\nx\x1b\nEND");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "// a\\nb\\x1b\n$ nft -f - <<END\nx\\x1b\nEND\n");
}

}  // namespace
}  // namespace mydocker::base

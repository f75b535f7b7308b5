#include "runtime/base/spdlog_step_log.hpp"

#include <gtest/gtest.h>

#include <array>

namespace mydocker::base {
namespace {

const StepText kStep{.what = "create bridge \"web\"",
                     .why = "add a bridge",
                     .command = "ip link add web type bridge"};

std::string logged(Verbosity verbosity, const StepText& step) {
  testing::internal::CaptureStderr();
  SpdlogStepLog(verbosity).step(step);
  return testing::internal::GetCapturedStderr();
}

std::string logged(Verbosity verbosity) {
  testing::internal::CaptureStderr();
  SpdlogStepLog log(verbosity);
  log.step(kStep);
  log.notice("something is odd, ignoring");
  log.debug("detail");
  return testing::internal::GetCapturedStderr();
}

TEST(SpdlogStepLog, PrintsEachStepInOneLine) {
  EXPECT_EQ(logged(Verbosity::steps), "create bridge \"web\"\nnote: something is odd, ignoring\n");
}

TEST(SpdlogStepLog, PrintsTheLinesOfSeveralStepsInOrder) {
  const std::array<StepText, 2> steps{kStep, StepText{.what = "set its address"}};
  testing::internal::CaptureStderr();
  SpdlogStepLog(Verbosity::steps).steps(steps);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "create bridge \"web\"\nset its address\n");
}

TEST(SpdlogStepLog, PrintsReasonAndCommandWhenVerbose) {
  EXPECT_EQ(logged(Verbosity::commands),
            "// add a bridge\n$ ip link add web type bridge\nnote: something is odd, ignoring\n");
}

TEST(SpdlogStepLog, PrintsDetailsForDebug) {
  EXPECT_EQ(logged(Verbosity::debug), logged(Verbosity::commands) + "debug: detail\n");
}

TEST(SpdlogStepLog, PrintsNothingWhenQuiet) { EXPECT_EQ(logged(Verbosity::quiet), ""); }

TEST(SpdlogStepLog, ShortensALongLine) {
  const std::string exact(kStepWidth, 'x');
  EXPECT_EQ(logged(Verbosity::steps, {.what = exact}), exact + "\n");
  EXPECT_EQ(logged(Verbosity::steps, {.what = exact + "x"}),
            exact.substr(0, kStepWidth - 3) + "...\n");
}

TEST(SpdlogStepLog, ShortensBetweenCharacters) {
  const std::string before(kStepWidth - 4, 'x');  // the next character has two bytes
  EXPECT_EQ(logged(Verbosity::steps, {.what = before + "\u00e4 and more"}), before + "...\n");
}

TEST(SpdlogStepLog, PrintsBracesUnchanged) {
  EXPECT_EQ(logged(Verbosity::commands,
                   {.why = "a {} b", .command = "nft add element inet t s { 192.0.2.1 }"}),
            "// a {} b\n$ nft add element inet t s { 192.0.2.1 }\n");
}

TEST(SpdlogStepLog, EscapesTheReasonButKeepsTheLinesOfTheCommand) {
  EXPECT_EQ(
      logged(Verbosity::commands, {.why = "a\nb\x1b", .command = "nft -f - <<END\nx\x1b\nEND"}),
      "// a\\nb\\x1b\n$ nft -f - <<END\nx\\x1b\nEND\n");
  EXPECT_EQ(logged(Verbosity::steps, {.what = "a\nb\x1b"}), "a\\nb\\x1b\n");
}

}  // namespace
}  // namespace mydocker::base

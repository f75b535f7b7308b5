#include "mydocker/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace mydocker {
namespace {

// `if (result)` compiles for each Result but Result<bool>, where it looks like a test of the value.
static_assert(std::is_constructible_v<bool, Result<int>>);
static_assert(std::is_constructible_v<bool, Result<void>>);
static_assert(!std::is_constructible_v<bool, Result<bool>>);
static_assert(!std::is_constructible_v<bool, const Result<bool>&>);
// No Result converts to bool without a condition.
static_assert(!std::is_convertible_v<Result<int>, bool>);

Error broken() { return {ErrorKind::kernel, "broken"}; }
Result<void> done() { return {}; }
Result<void> failed() { return broken(); }
Result<int> number(int value) { return value; }
Result<int> no_number() { return broken(); }

TEST(Result, HasTheNamesOfExpected) {
  const Result<bool> no(false);
  EXPECT_TRUE(no.has_value());
  EXPECT_FALSE(*no);
  EXPECT_TRUE(done().has_value());
  EXPECT_FALSE(failed().has_value());
  EXPECT_EQ(number(3).value_or(5), 3);
  EXPECT_EQ(no_number().value_or(5), 5);
  const Result<int> kept(3);
  EXPECT_EQ(kept.value_or(5), 3);
  EXPECT_EQ(*Result<std::unique_ptr<int>>(std::make_unique<int>(7)).value(), 7);
  EXPECT_THROW((void)no_number().value(), std::bad_variant_access);
}

TEST(Result, ContinuesWithTheValueOrKeepsTheError) {
  const auto half = [](int value) -> Result<int> {
    if (value % 2 != 0) return broken().within("half");
    return value / 2;
  };
  EXPECT_EQ(number(8).and_then(half).and_then(half).value(), 2);
  EXPECT_EQ(number(6).and_then(half).and_then(half).error().message(), "half: broken");
  EXPECT_EQ(no_number().and_then(half).error().message(), "broken");
  const auto text = [](int value) { return std::to_string(value); };
  EXPECT_EQ(number(8).transform(text).value(), "8");
  EXPECT_EQ(no_number().transform(text).error().kind(), ErrorKind::kernel);
}

// The `else` belongs to the `if` of the caller.
Result<int> check_before_else(bool checks) {
  // clang-format off
  if (checks) MYDOCKER_CHECK(done()); else return 7;
  // clang-format on
  return 1;
}

TEST(Check, LeavesAFollowingElseAlone) {
  EXPECT_EQ(check_before_else(true).value(), 1);
  EXPECT_EQ(check_before_else(false).value(), 7);
}

Result<int> check_of(const Result<void>& result) {
  MYDOCKER_CHECK(result);
  return 1;
}

TEST(Check, ReturnsTheError) {
  EXPECT_EQ(check_of(done()).value(), 1);
  EXPECT_EQ(check_of(failed()).error().message(), "broken");
}

Result<int> two_on_one_line(const Result<int>& one, const Result<int>& other) {
  // clang-format off
  MYDOCKER_TRY(const int a, one); MYDOCKER_TRY(const int b, other);
  // clang-format on
  return a + b;
}

TEST(Try, StandsTwiceOnOneLine) {
  EXPECT_EQ(two_on_one_line(1, 2).value(), 3);
  EXPECT_EQ(two_on_one_line(1, no_number()).error().message(), "broken");
}

}  // namespace
}  // namespace mydocker

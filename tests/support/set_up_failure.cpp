// Linked into each test program. A failure outside of a test, as in SetUpTestSuite, ends the
// program at once.
//
// GoogleTest would report the tests of that suite as skipped. For ctest one skipped test hides the
// program's exit code, so the failure would not be seen.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

namespace {

class EndAtSetUpFailure final : public testing::EmptyTestEventListener {
  void OnTestStart(const testing::TestInfo& /*test*/) override { in_test_ = true; }
  void OnTestEnd(const testing::TestInfo& /*test*/) override { in_test_ = false; }
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (in_test_ || !result.failed()) return;
    std::puts("[  FAILED  ] outside of a test: the rest is not run");
    std::fflush(nullptr);
    std::_Exit(EXIT_FAILURE);
  }

  bool in_test_ = false;  // a call of GoogleTest would deadlock here: it holds its lock
};

[[maybe_unused]] const bool appended = [] {
  testing::UnitTest::GetInstance()->listeners().Append(new EndAtSetUpFailure);
  return true;
}();

}  // namespace

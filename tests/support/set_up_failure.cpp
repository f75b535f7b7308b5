// In every test program: a failure outside of a test, as in SetUpTestSuite, ends it at once.
//
// GoogleTest would report the tests of that suite as skipped, and to ctest one skipped test
// outweighs the program's exit code: the failure would be seen by nobody.
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

  bool in_test_ = false;  // asking GoogleTest, which holds its lock here, would wait for ever
};

[[maybe_unused]] const bool appended = [] {
  testing::UnitTest::GetInstance()->listeners().Append(new EndAtSetUpFailure);
  return true;
}();

}  // namespace

// A suite that cannot be set up; the test support.failed_set_up wants it to fail and not to be
// skipped.
#include <gtest/gtest.h>

namespace {

class FailingSuite : public testing::Test {
 protected:
  static void SetUpTestSuite() { FAIL() << "on purpose"; }
};

TEST_F(FailingSuite, IsNeverRun) {}

}  // namespace

// A suite whose set-up fails. The test support.failed_set_up expects a failure, not skipped tests.
#include <gtest/gtest.h>

namespace {

class FailingSuite : public testing::Test {
 protected:
  static void SetUpTestSuite() { FAIL() << "on purpose"; }
};

TEST_F(FailingSuite, IsNeverRun) {}

}  // namespace

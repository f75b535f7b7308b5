#include "runtime/app/session.hpp"

#include <gtest/gtest.h>

namespace mydocker::app {
namespace {

class NoLog final : public base::StepLog {
 public:
  void step(const base::StepText& /*text*/) override {}
  void notice(std::string_view /*line*/) override {}
  void debug(std::string_view /*line*/) override {}
};

class ReadPages : public ::testing::Test {
 protected:
  // A reader that fails in its first `failures` calls.
  Result<int> read(int failures) {
    return session_.read_pages([&]() -> Result<int> {
      if (++calls_ <= failures) return Error(ErrorKind::kernel, "a read has failed");
      return calls_;
    });
  }

  NoLog log_;
  apply::FaultHook faults_;
  Session session_{{}, log_, faults_, {}};
  int calls_ = 0;
};

TEST_F(ReadPages, ReadsOnce) {
  EXPECT_EQ(read(0).value(), 1);
  EXPECT_EQ(calls_, 1);
}

// Another command may have written between two pages.
TEST_F(ReadPages, ReadsWholeCopiesAfterAnError) { EXPECT_EQ(read(1).value(), 2); }

TEST_F(ReadPages, ReturnsAnErrorOfWholeCopies) {
  EXPECT_FALSE(read(2));
  EXPECT_EQ(calls_, 2);
}

}  // namespace
}  // namespace mydocker::app

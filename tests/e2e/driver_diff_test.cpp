// mydocker driver diff: the changes that another driver version would make to existing networks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/mutant_file.hpp"
#include "e2e/outside.hpp"
#include "support/json.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;

// The driver "fair", and later versions. Each of them plans one resource in another way.
class DriverDiff : public ::testing::Test {
 protected:
  void SetUp() override {
    must("mkdir -p /run/drivers /run/later && chmod 755 /run && ip netns add c1");
    MutantFile().save("/run/drivers/fair.so");
  }
  static void put_later(const std::string& change) {
    MutantFile file;
    file.break_rule(change);
    file.save("/run/later/fair.so");
  }
  [[nodiscard]] Outcome command(const std::string& line) const {
    return mydocker_.line("--driver-dir /run/drivers " + line);
  }
  void make() const {
    for (const std::string line : {"-q network create n --driver fair --subnet 10.9.0.0/24",
                                   "-q network connect n c1 -p 8080:80"}) {
      const auto done = command(line);
      ASSERT_EQ(done.code, 0) << done.err;
    }
  }
  Mydocker mydocker_;
};

TEST_F(DriverDiff, TheSameDriverPlansTheSame) {
  EXPECT_EQ(command("driver diff fair").out, "this driver has no active network\n");
  make();
  const auto expected =
      "network \"n\": same plan\n"
      "container \"c1\" on network \"n\": same plan\n\n2 plans, 2 unchanged\n";
  const auto before = snapshot_here();
  auto outcome = command("driver diff fair");
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, expected);
  EXPECT_EQ(difference(snapshot_here(), before), "");
  // The present host does not matter. Later changes by commands are included.
  must("ip link add other type bridge && ip route add default dev n");
  ASSERT_EQ(command("-q network publish n c1 8081:81").code, 0);
  EXPECT_EQ(command("driver diff /run/drivers/fair.so").out, expected);
}

TEST_F(DriverDiff, ShowsWhatALaterVersionWouldChange) {
  make();
  const auto before = snapshot_here();
  put_later("P13");
  auto outcome = command("driver diff /run/later/fair.so");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out,
            "network \"n\": different plan\n"
            "  + address 10.9.0.3/24 on \"n\": one more\n"
            "container \"c1\" on network \"n\": same plan\n\n2 plans, 1 unchanged\n");
  put_later("P12");
  outcome = command("driver diff /run/later/fair.so --format json");
  EXPECT_EQ(outcome.code, 1);
  const auto all = json_from(outcome.out);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["Same"], true);
  EXPECT_EQ(all[1]["Container"], "c1");
  EXPECT_EQ(all[1]["Same"], false);
  EXPECT_THAT(all[1]["Added"][0].string(), HasSubstr("10.9.0.3/24"));
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(DriverDiff, OneThatPlansNothingAnyMoreIsTold) {
  make();
  put_later("P28");  // needs a gateway in each subnet, which is still there
  EXPECT_EQ(command("driver diff /run/later/fair.so").code, 0);
  put_later("P27");  // needs a default route of the host; there was none at planning time
  const auto outcome = command("driver diff /run/later/fair.so");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("network \"n\": no plan: "));
  EXPECT_THAT(outcome.out, HasSubstr("2 plans, 1 unchanged\n"));
}

TEST_F(DriverDiff, IsRefusedWhereThereIsNoSuchFile) {
  const auto outcome = command("driver diff /run/nowhere/fair.so");
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("/run/nowhere/fair.so"));
}

}  // namespace
}  // namespace mydocker::testing

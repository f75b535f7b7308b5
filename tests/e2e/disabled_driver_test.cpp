// Networks whose driver is disabled: while they are active, after a flush, after a reboot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/own_netns.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DisabledDriver : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add ns1");
    done("network create alone --driver none");
    done("network create web --subnet 192.168.0.0/24");
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  void refused(const std::string& line) const {
    const auto outcome = mydocker_.line("-q " + line);
    EXPECT_EQ(outcome.code, 1) << line;
    EXPECT_THAT(outcome.err, HasSubstr("driver \"bridge\" is disabled\n"
                                       "hint: mydocker driver enable bridge\n"));
  }
  // Simulates a reboot: kernel objects and the run directory are lost, definitions are kept.
  void reboot() const {
    ASSERT_TRUE(enter_own_netns());
    must("ip link set lo up && ip netns delete ns1 && ip netns add ns1");
    must("rm -r " + mydocker_.state_dir() + "/run");
  }

  Mydocker mydocker_;
};

TEST_F(DisabledDriver, RunningNetworksAreRestoredAfterAFlush) {
  done("network connect web ns1 -p 8080:80");
  const auto before = snapshot_here();
  done("driver disable bridge");
  must("nft flush ruleset");
  ASSERT_NE(snapshot_here(), before);
  done("network reload --all");
  EXPECT_EQ(difference(snapshot_here(), before), "");
  refused("network update web -o allow-from=uplink");
  done("network disconnect web ns1");
  done("network rm web");
}

TEST_F(DisabledDriver, APortCanBeClosed) {
  const auto before_all = snapshot_here();
  done("network connect web ns1 -p 8080:80 -p 8081:81");
  done("driver disable bridge");
  refused("network publish web ns1 8082:82");
  done("network unpublish web ns1 8080:80");
  EXPECT_THAT(mydocker_.line("network port ls web").out, HasSubstr("8081"));
  EXPECT_THAT(mydocker_.line("network port ls web").out, Not(HasSubstr("8080")));
  EXPECT_THAT(shell("nft list ruleset").out, Not(HasSubstr("8080")));
  done("network unpublish web ns1 all");
  done("network disconnect web ns1");
  EXPECT_EQ(difference(snapshot_here(), before_all), "");
}

// Without the driver, some resources of the ports stay. A later publication uses them again.
TEST_F(DisabledDriver, APortThatWasClosedIsPublishedAgain) {
  done("network connect web ns1 -p 8080:80");
  const auto before = snapshot_here();
  done("driver disable bridge");
  done("network unpublish web ns1 all");
  done("driver enable bridge");
  done("network publish web ns1 8080:80");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(DisabledDriver, NetworksStayOutOfTheKernelAfterAReboot) {
  done("driver disable bridge");
  reboot();
  const auto before = snapshot_here();
  const auto reloaded = mydocker_.line("-q network reload --all");
  EXPECT_EQ(reloaded.code, 70);
  EXPECT_EQ(reloaded.out, "alone\n") << "the other networks are restored";
  EXPECT_THAT(reloaded.err, HasSubstr("error: reload network \"web\": "));
  refused("network reload web");
  refused("network connect web ns1");
  EXPECT_EQ(difference(snapshot_here(), before), "");

  done("driver enable bridge");
  done("network reload --all");
  done("network connect web ns1");
  EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
}

TEST_F(DisabledDriver, NetworksThatAreNotInTheKernelCanBeRemoved) {
  done("driver disable bridge");
  reboot();
  done("network rm web");
  EXPECT_EQ(mydocker_.line("network ls --format {{.Name}}").out, "alone\n");
}

}  // namespace
}  // namespace mydocker::testing

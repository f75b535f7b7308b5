// network rm --force: a network with containers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace remove_with_force_test {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RemoveWithForce : public ::testing::Test {
 protected:
  void SetUp() override {
    must("ip netns add c1 && ip netns add c2 && ip netns add c3");
    must("ip -n c1 link set lo up && ip -n c2 link set lo up");  // connect leaves it so
    before_ = snapshot_here() + containers();
    done("create web --subnet 192.168.1.0/24");
    done("connect web c1 -p 8080:80");
    done("connect web c2");
  }
  static std::string containers() {
    return shell("for c in c1 c2; do ip -n $c address show; ip -n $c rule; done").out;
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line("-q network " + line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  void expect_all_gone() const {
    EXPECT_EQ(difference(snapshot_here() + containers(), before_), "");
    EXPECT_EQ(mydocker_.line("network ls -q").out, "");
  }
  std::string before_;
  Mydocker mydocker_;
};

TEST_F(RemoveWithForce, DisconnectsTheContainersFirst) {
  done("connect web c3");
  must("ip netns delete c3");
  const auto refused = mydocker_.line("-q network rm web");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("\"c1\", \"c2\""),
                                 HasSubstr("hint: or disconnect all with: mydocker network rm "
                                           "--force web")));
  const auto removed = mydocker_.line("-q network rm --force web nope");
  EXPECT_EQ(removed.code, 0) << removed.err;
  EXPECT_EQ(removed.out, "web\n");
  expect_all_gone();
}

TEST_F(RemoveWithForce, ItsScriptDoesTheSame) {
  const auto dry = mydocker_.line("-q network rm --force --dry-run web");
  ASSERT_EQ(dry.code, 0) << dry.err;
  EXPECT_EQ(mydocker_.line("-q network verify").code, 0) << "nothing is changed";
  const auto run = shell("sh -e <<'END'\n" + dry.out + "END\n");
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(difference(snapshot_here() + containers(), before_), "");
}

// Each step ends with a consistent state, and the repeated command does the rest.
TEST_F(RemoveWithForce, IsRepeatedAfterAKill) {
  const auto killed = mydocker_.line("-q network rm --force web", {{"MYDOCKER_FAULT", "kill:6"}});
  EXPECT_NE(killed.code, 0);
  done("rm --force web");
  expect_all_gone();
}

}  // namespace remove_with_force_test
}  // namespace mydocker::testing

// Commands that several programs start at the same time wait for each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace parallel_commands_test {

using ::testing::HasSubstr;

class ParallelCommands : public ::testing::Test {
 protected:
  std::vector<Outcome> at_once(const std::vector<std::string>& lines) const {
    std::vector<std::future<Outcome>> running;
    running.reserve(lines.size());
    for (const auto& line : lines)
      running.push_back(std::async(std::launch::async,
                                   [this, line] { return mydocker_.line("-q network " + line); }));
    std::vector<Outcome> outcomes;
    outcomes.reserve(running.size());
    for (auto& one : running) outcomes.push_back(one.get());
    return outcomes;
  }
  void expect_done(const std::vector<std::string>& lines) const {
    for (const auto& outcome : at_once(lines)) EXPECT_EQ(outcome.code, 0) << outcome.err;
  }
  const Mydocker mydocker_;
};

// After a boot, the network is defined, but not in the kernel. The first connect creates it.
TEST_F(ParallelCommands, FirstConnectsAfterABootAllSucceed) {
  must("for c in c1 c2 c3; do ip netns add $c; done");
  for (int round = 0; round < 3; ++round) {
    expect_done({"create web"});
    must("rm -r " + mydocker_.state_dir() + "/run; nft flush ruleset; ip link delete web");
    expect_done({"connect web c1", "connect web c2", "connect web c3"});
    expect_done({"rm --force web"});
  }
}

TEST_F(ParallelCommands, PruneLeavesToOthersWhatTheyRemove) {
  for (int round = 0; round < 4; ++round) {
    for (const char* name : {"a", "b", "c", "d"}) expect_done({"create " + std::string(name)});
    expect_done({"rm -f a", "rm -f b", "rm -f c", "rm -f d", "prune -f"});
    EXPECT_EQ(mydocker_.line("network ls -q").out, "");
  }
}

TEST_F(ParallelCommands, CreateOfOneNameSucceedsOnce) {
  const auto outcomes = at_once({"create web", "create web", "create --ignore web"});
  EXPECT_EQ(outcomes[0].code + outcomes[1].code, 1) << outcomes[0].err << outcomes[1].err;
  EXPECT_EQ(outcomes[2].code, 0) << outcomes[2].err;
}

TEST_F(ParallelCommands, NoNetworkHasANameThatIsLongerThanAnId) {
  const auto outcome = mydocker_.line("network rm " + std::string(64, 'a'));
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("no network \"aaaa"));
}

}  // namespace parallel_commands_test
}  // namespace mydocker::testing

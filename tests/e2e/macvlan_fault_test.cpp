// Each step of the commands of macvlan networks fails once, and the process is killed after each
// step. The parent is unchanged each time.
#include <gmock/gmock.h>

#include "e2e/lan.hpp"

namespace mydocker::testing {
namespace macvlan_fault_test {

using ::testing::HasSubstr;

constexpr int kMoreThanEnough = 60;  // more steps than each command has

struct Way {
  const char* name;
  const char* create;
};

void PrintTo(const Way& way, std::ostream* out) { *out << way.name; }

Environment fault(const std::string& kind, int step) {
  return {{"MYDOCKER_FAULT", kind + ":" + std::to_string(step)}};
}

const std::string kConnect = "network connect m ns1";
const std::string kDisconnect = "network disconnect m ns1";
const std::string kRemove = "network rm m";

class MacvlanFault : public OnLan, public ::testing::WithParamInterface<Way> {
 protected:
  void SetUp() override {
    OnLan::SetUp();
    must("ip -n ns1 link set lo up");  // stays up after a disconnect
  }
  std::string everything() const {
    return without_leases(snapshot_here() + snapshot_of("ns1") + snapshot_of("router") +
                          records_in(mydocker_.state_dir()));
  }
  void every_step_fails(const std::string& line) const {
    const auto before = everything();
    int step = 1;
    for (; step < kMoreThanEnough; ++step) {
      const auto outcome = mydocker_.line("-q " + line, fault("fail", step));
      if (outcome.code == 0) break;
      ASSERT_EQ(outcome.code, 1) << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("injected fault"));
      EXPECT_EQ(difference(everything(), before), "") << "after a failure of step " << step;
    }
    EXPECT_LT(step, kMoreThanEnough);
  }
  // Kills the command after step 0, 1, ...: the next command leaves `before` or `after`. `undo`
  // restores the state before.
  void killed_after_every_step(const std::string& line, const std::string& undo) const {
    const bool connects = line == kConnect;
    const auto before = everything();
    done(line);
    const auto after = everything();
    done(undo);
    int step = 0;
    for (; step < kMoreThanEnough; ++step) {
      const auto outcome = mydocker_.line("-q " + line, fault("kill", step));
      done("network rm --force nothing");
      if (outcome.code == 0) break;
      ASSERT_EQ(outcome.code, 137) << outcome.err;
      const bool undone = difference(everything(), before).empty();
      EXPECT_TRUE(undone || difference(everything(), after).empty()) << "after step " << step;
      if (undone) done(line);
      if (!connects) done(kConnect);
      EXPECT_TRUE(reaches("ns1", "192.168.0.1"));
      if (!connects) done(kDisconnect);
      done(undo);
      EXPECT_EQ(difference(everything(), before), "") << step;
    }
    EXPECT_LT(step, kMoreThanEnough);
    done(undo);
  }
};

TEST_P(MacvlanFault, OfEachStepLeavesAllAsItWas) {
  every_step_fails(GetParam().create);
  every_step_fails(kConnect);
  every_step_fails(kDisconnect);
  every_step_fails(kRemove);
}

TEST_P(MacvlanFault, KilledAnywhereIsRepairedByTheNextCommand) {
  killed_after_every_step(GetParam().create, kRemove);
  done(GetParam().create);
  killed_after_every_step(kConnect, kDisconnect);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, MacvlanFault,
    ::testing::Values(
        Way{"Bridge",
            "network create m -d macvlan --subnet 192.168.0.0/24 --subnet fd00:1::/64 "
            "-o parent=uplink -o host-link=shim --gateway 192.168.0.1"},
        Way{"Passthru",
            "network create m -d macvlan --subnet 192.168.0.0/24 -o parent=uplink "
            "-o mode=passthru --gateway 192.168.0.1"}),
    [](const auto& one) { return one.param.name; });

}  // namespace macvlan_fault_test
}  // namespace mydocker::testing

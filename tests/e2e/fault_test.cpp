// Each step of each changing command fails once, and the process is killed after each step.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace fault_test {

using ::testing::HasSubstr;

constexpr int kMoreThanEnough = 60;  // more steps than each command has

const char* const kCreate = "-q network create n --subnet 192.168.0.0/24";
const char* const kCreateDual =
    "-q network create n --subnet 192.168.0.0/24 --subnet fd00:1::/64 --route "
    "10.9.0.0/16,192.168.0.77";
const char* const kConnect = "-q network connect n ns1";
const char* const kDisconnect = "-q network disconnect n ns1";
const char* const kRemove = "-q network rm n";

Environment fault(const std::string& kind, int step) {
  return {{"MYDOCKER_FAULT", kind + ":" + std::to_string(step)}};
}

// The state of the host, the container and the records, as one text.
std::string everything(const Mydocker& mydocker) {
  return without_leases(snapshot_here() + snapshot_of("ns1") + records_in(mydocker.state_dir()));
}

class Fault : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add ns1");
    // A link that was up once keeps its queue discipline. Only a new namespace has none.
    must("ip -n ns1 link set lo up && ip -n ns1 link set lo down");
  }
  void done(const char* line) const {
    const auto outcome = mydocker_.line(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }

  // Lets step 1, 2, ... fail until the command succeeds. A failed command must not change anything.
  void every_step_fails(const char* line) const {
    const auto before = everything(mydocker_);
    int step = 1;
    for (; step < kMoreThanEnough; ++step) {
      const auto outcome = mydocker_.line(line, fault("fail", step));
      if (outcome.code == 0) break;
      ASSERT_EQ(outcome.code, 1) << step << "\n" << outcome.err;
      EXPECT_EQ(outcome.out, "");
      EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("injected fault"));
      EXPECT_EQ(difference(everything(mydocker_), before), "")
          << "after a failure of step " << step;
    }
    EXPECT_GT(step, 1);
    EXPECT_LT(step, kMoreThanEnough);
  }

  // Kills the command after step 0, 1, ... until it completes. Each time, the next command of
  // another kind must leave `before` or `after`, and a repeated command must succeed. `undo`
  // restores the state before.
  void killed_after_every_step(const char* line, const char* undo) const {
    const auto before = everything(mydocker_);
    done(line);
    const auto after = everything(mydocker_);
    done(undo);
    int step = 0;
    for (; step < kMoreThanEnough; ++step) {
      const auto outcome = mydocker_.line(line, fault("kill", step));
      const auto repaired = mydocker_.line("network rm --force nothing");
      ASSERT_EQ(repaired.code, 0) << repaired.err;
      if (outcome.code == 0) break;
      ASSERT_EQ(outcome.code, 137) << outcome.err;
      const auto from_before = difference(everything(mydocker_), before);
      const bool whole = from_before.empty() || difference(everything(mydocker_), after).empty();
      EXPECT_TRUE(whole) << "killed after step " << step << "\n" << from_before;
      if (from_before.empty()) done(line);
      works();
      done(undo);
      EXPECT_EQ(difference(everything(mydocker_), before), "") << step;
    }
    EXPECT_GT(step, 1);
    EXPECT_LT(step, kMoreThanEnough);
    done(undo);
  }

  virtual void works() const {}

  Mydocker mydocker_;
};

class FaultOfCreate : public Fault {
  void works() const override {
    done(kConnect);
    EXPECT_TRUE(reaches("ns1", "198.51.100.2"));
    done(kDisconnect);
    must("ip -n ns1 link set lo down");
  }
};

class FaultOfConnect : public Fault {
  void works() const override { EXPECT_TRUE(reaches("ns1", "198.51.100.2")); }
};

TEST_F(Fault, OfEachStepOfCreateLeavesNothing) { every_step_fails(kCreate); }

TEST_F(Fault, OfEachStepOfConnectLeavesNothing) {
  done(kCreate);
  every_step_fails(kConnect);
}

TEST_F(Fault, OfEachStepOfDisconnectLeavesEverything) {
  done(kCreate);
  done(kConnect);
  every_step_fails(kDisconnect);
}

TEST_F(Fault, OfEachStepOfRemoveLeavesEverything) {
  done(kCreate);
  every_step_fails(kRemove);
}

// With IPv6, which adds settings that must be restored in the right order.
TEST_F(Fault, OfEachStepOfTwoFamiliesLeavesAllAsItWas) {
  must("ip link set uplink addrgenmode none");
  must("echo 0 > /proc/sys/net/ipv6/conf/uplink/disable_ipv6");
  must("echo 1 > /proc/sys/net/ipv6/conf/uplink/accept_ra");
  must("ip address add 2001:db8:ff::1/64 nodad dev uplink");
  must("ip -6 route add default via 2001:db8:ff::2 dev uplink");
  every_step_fails(kCreateDual);
  every_step_fails(kConnect);
  every_step_fails(kDisconnect);
  every_step_fails(kRemove);
}

TEST_F(FaultOfCreate, OfTwoFamiliesKilledAnywhereIsRepairedByTheNextCommand) {
  killed_after_every_step(kCreateDual, kRemove);
}

TEST_F(FaultOfConnect, OfTwoFamiliesKilledAnywhereIsRepairedByTheNextCommand) {
  must("ip -n ns1 link set lo up");  // stays up after a disconnect
  done(kCreateDual);
  killed_after_every_step(kConnect, kDisconnect);
}

TEST_F(FaultOfCreate, KilledAnywhereIsRepairedByTheNextCommand) {
  killed_after_every_step(kCreate, kRemove);
}

TEST_F(FaultOfConnect, KilledAnywhereIsRepairedByTheNextCommand) {
  must("ip -n ns1 link set lo up");  // stays up after a disconnect
  done(kCreate);
  killed_after_every_step(kConnect, kDisconnect);
}

// `network verify` lists a change that was not finished, and --repair finishes it.
TEST_F(Fault, KilledAnywhereIsListedByVerify) {
  const auto before = everything(mydocker_);
  for (int step = 0; step < kMoreThanEnough; ++step) {
    const auto outcome = mydocker_.line(kCreate, fault("kill", step));
    if (outcome.code == 0) break;
    const auto verified = mydocker_.line("-q network verify");
    EXPECT_EQ(verified.code, 3) << step;
    EXPECT_THAT(verified.out, HasSubstr("creating a network; the next change rolls it back"));
    EXPECT_EQ(mydocker_.line("-q network verify --repair").code, 0);
    EXPECT_EQ(difference(everything(mydocker_), before), "") << step;
  }
  ASSERT_EQ(mydocker_.line(kConnect, fault("kill", 3)).code, 137);
  EXPECT_THAT(mydocker_.line("network ip ls").out, HasSubstr("unfinished"));
  EXPECT_EQ(mydocker_.line("network ip ls -q -f state=connected").out, "");
  EXPECT_EQ(mydocker_.line("-q network verify n").code, 3);
  ASSERT_EQ(mydocker_.line("-q network verify n --repair").code, 0);
  EXPECT_EQ(mydocker_.line("network ip ls -q -f for=container").out, "");
  ASSERT_EQ(mydocker_.line(kRemove, fault("kill", 3)).code, 137);
  EXPECT_EQ(mydocker_.line("-q network verify n").code, 3);
  EXPECT_EQ(mydocker_.line("-q network verify n --repair").code, 0);
  EXPECT_EQ(difference(everything(mydocker_), before), "");
}

// A killed removal is completed, so that nothing is left.
TEST_F(Fault, RemoveKilledAnywhereIsCarriedOn) {
  const auto before = everything(mydocker_);
  for (int step = 0; step < kMoreThanEnough; ++step) {
    done(kCreate);
    const auto outcome = mydocker_.line(kRemove, fault("kill", step));
    ASSERT_EQ(mydocker_.line("network rm --force nothing").code, 0);
    EXPECT_EQ(difference(everything(mydocker_), before), "") << step;
    if (outcome.code == 0) return;
    ASSERT_EQ(outcome.code, 137);
  }
  FAIL() << "it never survived";
}

TEST_F(Fault, DisconnectKilledAnywhereIsCarriedOn) {
  done(kCreate);
  done(kConnect);
  done(kDisconnect);
  const auto before = everything(mydocker_);
  for (int step = 0; step < kMoreThanEnough; ++step) {
    done(kConnect);
    const auto outcome = mydocker_.line(kDisconnect, fault("kill", step));
    ASSERT_EQ(mydocker_.line("network rm --force nothing").code, 0);
    EXPECT_EQ(difference(everything(mydocker_), before), "") << step;
    if (outcome.code == 0) return;
    ASSERT_EQ(outcome.code, 137);
  }
  FAIL() << "it never survived";
}

// The recovery of a killed command is itself killed at each step.
TEST_F(Fault, RecoveryKilledAnywhereIsRepairedToo) {
  const auto before = everything(mydocker_);
  for (int step = 0; step < kMoreThanEnough; ++step) {
    ASSERT_EQ(mydocker_.line(kCreate, fault("kill", 5)).code, 137);
    const auto recovery = mydocker_.line("-q network rm --force nothing", fault("kill", step));
    ASSERT_EQ(mydocker_.line("-q network rm --force nothing").code, 0);
    EXPECT_EQ(difference(everything(mydocker_), before), "") << step;
    if (recovery.code == 0) return;
    ASSERT_EQ(recovery.code, 137) << recovery.err;
  }
  FAIL() << "it never survived";
}

}  // namespace fault_test
}  // namespace mydocker::testing

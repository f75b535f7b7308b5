// Publishing fails, or is killed, at each step. Afterwards the state is the one before or the one
// after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"
#include "support/traffic.hpp"

namespace mydocker::testing {
namespace port_fault_test {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr int kMoreThanEnough = 60;

const std::string kPorts = "8080:80 127.0.0.1:5300-5302:53-55/udp";
const std::string kConnect = "-q network connect n ns1 --ip 192.168.0.2";
const std::string kConnectAndPublish = kConnect + " -p 8080:80 -p 127.0.0.1:5300-5302:53-55/udp";
const std::string kDisconnect = "-q network disconnect n ns1";
const std::string kPublish = "-q network publish n ns1 " + kPorts;
const std::string kUnpublish = "-q network unpublish n ns1 " + kPorts;

class PortFault : public ::testing::Test {
 protected:
  void SetUp() override {
    make_outside();
    must("ip netns add ns1 && ip -n ns1 link set lo up");
    done("-q network create n --subnet 192.168.0.0/24");
    // The first connection leaves a trace: the position of the last assigned address.
    done(kConnect);
    done(kDisconnect);
  }
  void done(const std::string& line) const {
    const auto outcome = mydocker_.line(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }

  // Kernel state, plans, published ports, and the number of records. Times are omitted, and so are
  // the last completed commands.
  [[nodiscard]] std::string everything() const {
    const auto database = "sqlite3 " + mydocker_.state_dir() + "/run/runtime.db ";
    return snapshot_here() + snapshot_of("ns1") +
           shell(database + "'select plan from plans order by plan'").out + "records: " +
           shell(database +
                 "\"select count(*) from entries where hex(key) not like '%' || "
                 "hex('completed') || '%'\"")
               .out +
           shell(Mydocker::program() + " --state-dir " + mydocker_.state_dir() +
                 " network port ls | cut -c1-80")
               .out;
  }

  // Lets step 1, 2, ... fail until the command succeeds.
  void every_step_fails(const std::string& line, int steps) const {
    const auto before = everything();
    int step = 1;
    for (; step < kMoreThanEnough; ++step) {
      const auto outcome =
          mydocker_.line(line, {{"MYDOCKER_FAULT", "fail:" + std::to_string(step)}});
      if (outcome.code == 0) break;
      ASSERT_EQ(outcome.code, 1) << step << "\n" << outcome.err;
      EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("injected fault"));
      EXPECT_EQ(difference(everything(), before), "") << "after a failure of step " << step;
    }
    EXPECT_EQ(step, steps + 1);
    EXPECT_NE(everything(), before);
  }

  // Kills the command after step 0, 1, ... until it completes. `undo` restores the state before.
  void killed_after_every_step(const std::string& line, const std::string& undo, int steps) const {
    const auto before = everything();
    done(line);
    const auto after = everything();
    done(undo);
    ASSERT_EQ(difference(everything(), before), "");
    int step = 0;
    for (; step < kMoreThanEnough; ++step) {
      const auto outcome =
          mydocker_.line(line, {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}});
      const auto repaired = mydocker_.line("-q network rm --force nothing");
      ASSERT_EQ(repaired.code, 0) << repaired.err;
      if (outcome.code == 0) break;
      ASSERT_EQ(outcome.code, 137) << outcome.err;
      const auto now = everything();
      const auto from_before = difference(now, before);
      EXPECT_TRUE(from_before.empty() || difference(now, after).empty())
          << "killed after step " << step << "\n"
          << from_before;
      if (from_before.empty()) done(line);
      EXPECT_EQ(difference(everything(), after), "");
      done(undo);
      ASSERT_EQ(difference(everything(), before), "") << step;
    }
    EXPECT_EQ(step, steps + 1);
  }

  Mydocker mydocker_;
};

// The steps: hairpin, route_localnet, and two set elements for the ports.
constexpr int kStepsToPublish = 4;

TEST_F(PortFault, OfEachStepOfConnectLeavesNothing) {
  every_step_fails(kConnectAndPublish, 9 + kStepsToPublish);
}

TEST_F(PortFault, OfEachStepOfPublishLeavesNothing) {
  done(kConnect);
  every_step_fails(kPublish, kStepsToPublish);
}

TEST_F(PortFault, OfEachStepOfUnpublishLeavesEverything) {
  done(kConnect);
  done(kPublish);
  every_step_fails(kUnpublish, kStepsToPublish);
}

TEST_F(PortFault, OfEachStepOfDisconnectLeavesEverything) {
  done(kConnect);
  done(kPublish);
  every_step_fails(kDisconnect, 3 + kStepsToPublish);
}

TEST_F(PortFault, ConnectKilledAnywhereIsRepairedByTheNextCommand) {
  killed_after_every_step(kConnectAndPublish, kDisconnect, 9 + kStepsToPublish);
}

TEST_F(PortFault, PublishKilledAnywhereIsRepairedByTheNextCommand) {
  done(kConnect);
  killed_after_every_step(kPublish, kUnpublish, kStepsToPublish);
}

TEST_F(PortFault, UnpublishKilledAnywhereIsCarriedOn) {
  done(kConnect);
  done(kPublish);
  killed_after_every_step(kUnpublish, kPublish, kStepsToPublish);
}

// The next command can be about the same container.
TEST_F(PortFault, AfterAKilledPublishTheContainerCanBeDisconnected) {
  const auto before = everything();
  for (int step = 0; step <= kStepsToPublish; ++step) {
    done(kConnect);
    ASSERT_EQ(mydocker_.line(kPublish, {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}}).code,
              137);
    const auto outcome = mydocker_.line("network disconnect n ns1");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("did not finish creating published ports")) << step;
    EXPECT_EQ(difference(everything(), before), "") << step;
  }
}

}  // namespace port_fault_test
}  // namespace mydocker::testing

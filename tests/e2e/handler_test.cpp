// A driver whose handler makes the container's link, with the kernel's TAP devices.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace handler_test {

using ::testing::HasSubstr;
using ::testing::Not;

// Network "n" with the container c1.
class BadDriversHandler : public ::testing::Test {
 protected:
  void SetUp() override {
    must("mkdir -p /run/drivers && cp " MYDOCKER_BAD_DRIVERS "/taps.so /run/drivers");
    must("ip netns add c1 && ip -n c1 link set lo up");
    before_ = snapshot_here() + snapshot_of("c1");
    done("network create n --driver taps --subnet 192.168.0.0/24");
    connected_ = command("network connect n c1 --ip 192.168.0.7");
    ASSERT_EQ(connected_.code, 0) << connected_.err;
  }
  Outcome command(const std::string& line) const {
    return mydocker_.line("--driver-dir /run/drivers " + line);
  }
  std::string done(const std::string& line) const {
    const auto outcome = command(line);
    EXPECT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
    return outcome.err;
  }
  static std::string address() { return shell("ip -n c1 address show dev eth0").out; }
  // The files of the handlers of all networks.
  std::string files() const {
    return shell("cd " + mydocker_.state_dir() + "/run && find handlers -type f -exec cat {} ';'")
        .out;
  }
  // The first message "process N" in a log.
  static std::string process_in(const std::string& log) {
    const auto at = log.find("driver \"taps\": process ");
    return at == std::string::npos ? "none" : log.substr(at, log.find('\n', at) - at);
  }

  Mydocker mydocker_;
  std::string before_;
  Outcome connected_;
};

TEST_F(BadDriversHandler, OtherResourcesUseItsLinkAndNothingIsLeft) {
  EXPECT_THAT(address(), HasSubstr("inet 192.168.0.7/24"));
  EXPECT_THAT(shell("ip -n c1 route").out, HasSubstr("192.168.0.0/24 dev eth0"));
  EXPECT_THAT(connected_.err, HasSubstr("driver \"taps\": process "));
  EXPECT_EQ(files(), "100");
  EXPECT_EQ(command("network verify n").code, 0);
  done("network disconnect n c1");
  EXPECT_FALSE(std::filesystem::exists(mydocker_.state_dir() + "/run/handlers"));
  done("network rm n");
  EXPECT_EQ(difference(snapshot_here() + snapshot_of("c1"), before_), "");
  EXPECT_EQ(records_in(mydocker_.state_dir()), "");
}

TEST_F(BadDriversHandler, UpdateAndReloadChangeItInPlace) {
  const auto link = shell("ip -n c1 -o link show dev eth0 | cut -d: -f1").out;
  const auto dry = command("-q network update n -o queue=200 --dry-run");
  EXPECT_THAT(dry.out, HasSubstr("ip netns exec c1 ip tuntap delete dev eth0"));
  EXPECT_THAT(address(), HasSubstr("qlen 100"));
  EXPECT_THAT(done("network update n -o queue=200"),
              HasSubstr("driver \"taps\": the queue had 100 packets"));
  EXPECT_THAT(address(), HasSubstr("qlen 200"));
  must("ip -n c1 link set dev eth0 txqueuelen 300");
  const auto verified = command("network verify n");
  EXPECT_EQ(verified.code, 3);
  EXPECT_THAT(verified.out + verified.err, HasSubstr("tap \"eth0\""));
  EXPECT_THAT(done("network reload n"), HasSubstr("the queue had 200 packets"));
  EXPECT_THAT(address(), HasSubstr("qlen 200"));
  EXPECT_EQ(shell("ip -n c1 -o link show dev eth0 | cut -d: -f1").out, link);
  EXPECT_THAT(address(), HasSubstr("inet 192.168.0.7/24"));
  EXPECT_EQ(command("network verify n").code, 0);
}

TEST_F(BadDriversHandler, ReloadMakesALostLinkWithItsAddresses) {
  must("ip -n c1 link delete dev eth0");
  done("network reload n");
  EXPECT_THAT(address(), HasSubstr("inet 192.168.0.7/24"));
  EXPECT_EQ(command("network verify n").code, 0);
}

TEST_F(BadDriversHandler, ALinkOfAnotherProgramIsRefused) {
  must("ip netns add c2 && ip -n c2 link add eth0 type bridge");
  const auto refused = command("-q network connect n c2 --ifname eth0");
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("eth0"));
  EXPECT_THAT(shell("ip -n c2 -d link show dev eth0").out, HasSubstr("bridge"));
}

TEST_F(BadDriversHandler, AFailureOrAKillAtAnyStepLeavesNothing) {
  must("ip netns add c3 && ip -n c3 link set lo up");
  const auto before = snapshot_here() + snapshot_of("c3");
  for (const std::string fault : {"fail:", "kill:"}) {
    int step = 0;
    Outcome outcome;
    do {
      outcome = mydocker_.line("--driver-dir /run/drivers -q network connect n c3",
                               {{"MYDOCKER_FAULT", fault + std::to_string(++step)}});
      if (outcome.code == 0) break;
      (void)command("network rm --force nothing");
      EXPECT_EQ(difference(snapshot_here() + snapshot_of("c3"), before), "") << fault << step;
      EXPECT_EQ(files(), "100") << fault << step;
    } while (step < 20);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_GE(step, 3);
    done("network disconnect n c3");
  }
}

TEST_F(BadDriversHandler, ForceRemovesTheFilesThatTheMissingDriverLeft) {
  std::filesystem::remove("/run/drivers/taps.so");
  done("network rm --force n");
  EXPECT_FALSE(std::filesystem::exists(mydocker_.state_dir() + "/run/handlers"));
}

// The two networks have one driver and one container. The log shows an equal message once, so the
// second call is in the same process.
TEST_F(BadDriversHandler, OneProcessServesTheCallsOfACommand) {
  done("network create m --driver taps --subnet 192.168.1.0/24");
  done("network connect m c1");
  must("ip -n c1 link delete dev eth0 && ip -n c1 link delete dev eth1");
  const auto log = done("network reload --all");
  const auto process = process_in(log);
  EXPECT_NE(process, "none") << log;
  EXPECT_EQ(process_in(log.substr(log.find(process) + 1)), "none") << log;
  for (const auto* link : {"eth0", "eth1"})
    EXPECT_THAT(log, HasSubstr("create tap \"" + std::string(link) + "\""));
  EXPECT_NE(process, process_in(connected_.err));
}

}  // namespace handler_test
}  // namespace mydocker::testing

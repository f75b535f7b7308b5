// Unrecovered entries that cannot be removed now do not block commands that do not need them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A command was killed, and only a missing driver can remove what it left.
class Unrecovered : public ::testing::Test {
 protected:
  void SetUp() override {
    must("mkdir /run/drivers && cp " MYDOCKER_BAD_DRIVERS "/lifts.so /run/drivers");
    must("ip netns add ns1 && ip link set lo up && ip link set lo down");
    done("network create n");
    before_ = snapshot_here();
  }
  Outcome command(const std::string& line, const Environment& more = {}) const {
    return mydocker_.line("-q --driver-dir /run/drivers " + line, more);
  }
  void done(const std::string& line) const {
    const auto outcome = command(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  void dies(const std::string& line, int step) const {
    ASSERT_EQ(command(line, {{"MYDOCKER_FAULT", "kill:" + std::to_string(step)}}).code, 137);
    std::filesystem::rename("/run/drivers/lifts.so", "/run/lifts.so");
  }
  Mydocker mydocker_;
  std::string before_;
};

TEST_F(Unrecovered, OfANetworkThatWasBeingMadeIsUndoneOnceItsDriverIsBack) {
  dies("network create gone --driver lifts", 1);
  done("network connect n ns1");
  done("network publish n ns1 8080:80");
  done("network disconnect n ns1");
  EXPECT_EQ(command("network create gone").code, 70) << "its name is held by an unfinished change";

  std::filesystem::rename("/run/lifts.so", "/run/drivers/lifts.so");
  done("network create gone");
  done("network rm gone");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

TEST_F(Unrecovered, OfANetworkThatWasGoingIsNamedAndLeftBehindOnDemand) {
  done("network create gone --driver lifts");
  dies("network rm gone", 0);
  for (const auto* line : {"network rm gone", "network reload gone"}) {
    const auto refused = command(line);
    EXPECT_EQ(refused.code, 70) << line << "\n" << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("recover from an unfinished command: "));
    EXPECT_THAT(refused.err, HasSubstr("no driver \"lifts\""));
  }
  done("network connect n ns1");
  done("network rm --force gone");
  EXPECT_THAT(command("network rm gone").err, HasSubstr("no network \"gone\""));
}

// The name of the removed network is also how the id of the unfinished one begins.
TEST_F(Unrecovered, OfANetworkStaysWhenAnotherNetworkIsRemovedByForce) {
  done("network create gone --driver lifts");
  const auto digits = command("network inspect -f {{.Id}} gone").out.substr(0, 4);
  done("network create " + digits);
  dies("network rm gone", 0);
  EXPECT_THAT(command("network rm --force " + digits).err, Not(HasSubstr("not removed")));
  const auto refused = command("network rm gone");
  EXPECT_EQ(refused.code, 70) << refused.err;

  std::filesystem::rename("/run/lifts.so", "/run/drivers/lifts.so");
  done("network rm gone");
  EXPECT_EQ(command("network inspect " + digits).code, 1);
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

// Nothing names the driver any more. So its resource stays, and the rest of the garbage is removed.
TEST_F(Unrecovered, OfANetworkWithoutARecordIsReported) {
  done("network create gone --driver lifts");
  must("rm " + mydocker_.state_dir() + "/definitions.db && sqlite3 " + mydocker_.state_dir() +
       "/run/runtime.db \"delete from entries where hex(key) like hex('network') || '00%' or "
       "hex(key) like hex('named') || '00%'\"");
  (void)command("network verify --repair");
  const auto removed = mydocker_.line("--driver-dir /run/drivers network gc --force");
  EXPECT_EQ(removed.code, 0) << removed.err;
  EXPECT_THAT(removed.err, HasSubstr("not removed: lift \"lo\""));
  EXPECT_THAT(shell("ip -br link show n").out, Not(HasSubstr("UP")));
  EXPECT_EQ(command("network verify").code, 0);
}

// The state directory is read-only, the run directory is not.
class ReadOnlyState : public ::testing::Test {
 protected:
  void SetUp() override {
    must("ip netns add ns1 && mkdir -m 700 /run/runs");
    done("network create n");
    must("mount --bind " + dir_ + " " + dir_ + " && mount -o remount,bind,ro " + dir_);
    before_ = snapshot_here();
  }
  ~ReadOnlyState() override { shell("umount " + dir_); }
  Outcome command(const std::string& line) const {
    return mydocker_.line("-q --run-dir /run/runs " + line);
  }
  void done(const std::string& line) const {
    const auto outcome = command(line);
    ASSERT_EQ(outcome.code, 0) << line << "\n" << outcome.err;
  }
  Mydocker mydocker_;
  const std::string& dir_ = mydocker_.state_dir();
  std::string before_;
};

TEST_F(ReadOnlyState, RefusesWhatChangesDefinitionsBeforeTheKernelIsChanged) {
  for (const auto* line : {"network rm n", "network update n -o masquerade=false",
                           "network update n --label a=b", "network create m"}) {
    const auto refused = command(line);
    EXPECT_EQ(refused.code, 1) << line << "\n" << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("attempt to write a readonly database"));
    EXPECT_EQ(difference(snapshot_here(), before_), "") << line;
  }
}

TEST_F(ReadOnlyState, HoldsUpNoContainer) {
  done("network rm --force nothing");
  done("network connect n ns1");
  done("network publish n ns1 8080:80");
  done("network unpublish n ns1 8080:80");
  done("network disconnect n ns1");
  EXPECT_EQ(difference(snapshot_here(), before_), "");
}

}  // namespace
}  // namespace mydocker::testing

// Limits of the host: the error names the limit and what to do, and nothing has changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace limits_test {

using ::testing::HasSubstr;

class Limits : public ::testing::Test {
 protected:
  Limits() { must("ip link set lo up && ip netns add c1 && ip netns add c2"); }

  void create() {
    const auto made = mydocker_.line("network create n --subnet 192.0.2.0/24");
    ASSERT_EQ(made.code, 0) << made.err;
  }

  Mydocker mydocker_;
};

TEST_F(Limits, ABridgeHas1023Ports) {
  create();
  must(
      "for i in $(seq 512); do echo link add a$i type veth peer name b$i; echo link set a$i master "
      "n; [ $i = 512 ] || echo link set b$i master n; done | ip -batch -");
  const auto refused = mydocker_.line("network connect n c1");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("bridge \"n\" has 1023 ports, which is the limit"));
  EXPECT_THAT(refused.err, HasSubstr("hint: connect the container to another network"));
}

TEST_F(Limits, ADeletedBridgeIsNamed) {
  create();
  must("ip link delete dev n");
  const auto refused = mydocker_.line("network connect n c1");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("bridge \"n\" does not exist: it was deleted"));
  EXPECT_THAT(refused.err, HasSubstr("mydocker network reload --all"));
}

constexpr const char* kReadOnly =
    "mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys";

TEST_F(Limits, OfReadOnlySettingsEverySettingIsListed) {
  must(kReadOnly);
  const auto before = snapshot_here();
  const auto refused = mydocker_.line("network create n --subnet 192.0.2.0/24");
  must("umount /proc/sys");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("/proc/sys is read-only"));
  EXPECT_THAT(refused.err, HasSubstr("hint: needed: sysctl -q -w net.ipv4.ip_forward=1"));
  EXPECT_THAT(refused.err,
              HasSubstr("hint: needed: sysctl -q -w net.ipv6.conf.default.disable_ipv6=1"));
  EXPECT_THAT(refused.err, HasSubstr("mount -o remount,rw /proc/sys"));
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// Runs the command with read-only settings, and then the commands of its hints.
void set_what_is_needed(const Mydocker& mydocker, const std::string& command) {
  must(kReadOnly);
  const auto refused = mydocker.line(command);
  must("umount /proc/sys");
  EXPECT_EQ(refused.code, 1) << refused.err;
  constexpr std::string_view kNeeded = "hint: needed: ";
  std::istringstream lines(refused.err);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(kNeeded)) continue;
    const auto setting = line.substr(kNeeded.size());
    EXPECT_NE(
        shell("test $(" + setting.substr(0, setting.find("sysctl")) + "sysctl -n " +
              setting.substr(setting.rfind(' ') + 1, setting.rfind('=') - setting.rfind(' ') - 1) +
              ") = " + setting.substr(setting.rfind('=') + 1))
            .code,
        0)
        << "it was right already: " << line;
    must(setting);
  }
}

TEST_F(Limits, OfReadOnlySettingsTheListedOnesAreEnough) {
  set_what_is_needed(mydocker_, "network create n --subnet 192.0.2.0/24");
  must(kReadOnly);
  EXPECT_EQ(mydocker_.line("network create n --subnet 192.0.2.0/24").code, 0);
  must("umount /proc/sys");
  set_what_is_needed(mydocker_, "network connect n c1 -p 8080:80");
  must(kReadOnly);
  const auto connected = mydocker_.line("network connect n c1 -p 8080:80");
  must("umount /proc/sys");
  EXPECT_EQ(connected.code, 0) << connected.err;
}

TEST_F(Limits, OfFileSizesTheHintNamesTheLimit) {
  ASSERT_EQ(mydocker_.line("network create w").code, 0);
  const auto limited = [&](int blocks, const std::string& directory) {
    const auto outcome = shell("ulimit -f " + std::to_string(blocks) + "; " + Mydocker::program() +
                               " --state-dir " + directory + " -q network create x 2>&1 | cat");
    EXPECT_THAT(outcome.out, HasSubstr("File too large")) << blocks;
    EXPECT_THAT(outcome.out, HasSubstr("hint: allow the process larger files: ulimit -f"))
        << blocks;
  };
  for (const int blocks : {0, 1, 16}) {
    limited(blocks, mydocker_.state_dir());
    limited(blocks, "/run/fresh");
  }
}

TEST_F(Limits, OfOpenFilesTheHintNamesTheLimit) {
  create();
  int refusals = 0;
  for (int limit = 4; limit < 16; ++limit) {
    const auto outcome = shell("ulimit -n " + std::to_string(limit) + "; " + Mydocker::program() +
                               " --state-dir " + mydocker_.state_dir() + " network connect n c1");
    if (outcome.code == 0) break;
    EXPECT_THAT(outcome.code, ::testing::AnyOf(1, 70, 127)) << limit << outcome.err;
    if (outcome.code == 70) {
      EXPECT_EQ(mydocker_.line("network disconnect -f n c1").code, 0);
    }
    if (outcome.err.find("Too many open files") == std::string::npos) continue;
    ++refusals;
    EXPECT_THAT(outcome.err, HasSubstr("ulimit -n")) << limit;
    EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("writable"))) << limit;
  }
  EXPECT_GT(refusals, 0);
}

TEST_F(Limits, OfInodesTheHintNamesTheCommandThatShowsThem) {
  must("mkdir /run/few && mount -t tmpfs -o nr_inodes=3 tmpfs /run/few");
  const auto refused = shell(Mydocker::program() + " --state-dir /run/few/s network create x");
  must("umount /run/few");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("No space left on device"));
  EXPECT_THAT(refused.err, HasSubstr("df -i"));
}

TEST_F(Limits, AStackOf64KibibytesIsEnough) {
  for (const char* line : {"create n --subnet 192.0.2.0/24 --subnet fd00:1::/64",
                           "connect n c1 -p 8080:80", "publish n c1 8081:81", "verify", "inspect n",
                           "reload n", "ls", "disconnect n c1", "rm n"}) {
    const auto outcome = shell("ulimit -s 64; " + Mydocker::program() + " --state-dir " +
                               mydocker_.state_dir() + " -q network " + line);
    EXPECT_EQ(outcome.code, 0) << line << outcome.err;
  }
}

}  // namespace limits_test
}  // namespace mydocker::testing

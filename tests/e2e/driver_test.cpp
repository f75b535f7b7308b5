// Drivers that are not bundled: a good one from another project, and all kinds of bad ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "e2e/outside.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace driver_test {

using ::testing::HasSubstr;
using ::testing::Not;

// A folder with copies of the given drivers. It belongs to root up to the top.
class Drivers : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_);
    must("mkdir -p /run/config && printf 'driver_deadline: 1\\n' > /run/config/network.yaml");
  }
  void put(const std::string& file) const { must("cp " + file + " " + folder_); }
  void put_bad(const std::string& name) const {
    put(std::string(MYDOCKER_BAD_DRIVERS) + "/" + name + ".so");
  }
  Outcome command(const std::string& line) const {
    return mydocker_.line("--driver-dir " + folder_ + " --config /run/config/network.yaml " + line);
  }

  const std::string folder_ = "/run/drivers";
  Mydocker mydocker_;
};

TEST_F(Drivers, AThirdPartyDriverIsListedAndMakesAWorkingNetwork) {
  put(MYDOCKER_CONSUMER_DRIVER);
  const auto before = snapshot_here();
  const auto listed = command("driver ls");
  ASSERT_EQ(listed.code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("lan "));
  EXPECT_THAT(listed.out, HasSubstr("bridge "));

  const auto made = command("network create n --driver lan --subnet 192.168.0.0/24");
  ASSERT_EQ(made.code, 0) << made.err;
  must("ip netns add ns1 && ip netns add ns2");
  ASSERT_EQ(command("network connect n ns1").code, 0);
  const auto joined = command("network connect n ns2");
  ASSERT_EQ(joined.code, 0) << joined.err;
  EXPECT_TRUE(reaches("ns1", "192.168.0.3"));

  std::filesystem::remove(folder_ + "/lan.so");
  EXPECT_EQ(command("network disconnect n ns1").code, 0);
  EXPECT_EQ(command("network disconnect n ns2").code, 0);
  const auto removed = command("network rm n");
  EXPECT_EQ(removed.code, 0) << removed.err;
  must("ip netns delete ns1 && ip netns delete ns2");
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(Drivers, OneThatSaysNothingOfIpv6GetsNone) {
  put(MYDOCKER_CONSUMER_DRIVER);
  for (const std::string words : {"--ipv6", "--subnet fd00:1::/64"}) {
    const auto refused = command("network create n --driver lan " + words);
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, HasSubstr("driver \"lan\" does not support IPv6"));
  }
}

struct BadDriver {
  const char* name;
  const char* says;  // the error of create
};

void PrintTo(const BadDriver& bad, std::ostream* out) { *out << bad.name; }

class BadDrivers : public Drivers, public ::testing::WithParamInterface<BadDriver> {};

TEST_P(BadDrivers, IsOneClearErrorAndStopsNothingElse) {
  const auto& bad = GetParam();
  put_bad(bad.name);
  const auto before = snapshot_here();
  const auto made = command("-q network create n --driver " + std::string(bad.name));
  EXPECT_EQ(made.code, 1) << made.err;
  EXPECT_EQ(made.out, "");
  EXPECT_THAT(made.err, HasSubstr(bad.says));
  EXPECT_EQ(made.err.substr(0, 7), "error: ");
  EXPECT_THAT(made.err.substr(7), Not(HasSubstr("error: ")));
  EXPECT_EQ(difference(snapshot_here(), before), "");

  const auto listed = command("driver ls");
  EXPECT_EQ(listed.code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("bridge "));
  EXPECT_EQ(command("network ls").code, 0);
  EXPECT_EQ(command("-q network create fine").code, 0);
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadDrivers,
    ::testing::Values(
        BadDriver{"text-file", "not"}, BadDriver{"truncated", "truncated"},
        BadDriver{"no-note", "no .note.mydocker.driver"}, BadDriver{"wrong-checksum", "crc"},
        BadDriver{"too-new", "SDK"},
        BadDriver{
            "needs-newer",
            "needs-newer.so needs driver SDK 1.7 or later (built with 1.9), this mydocker has 1.0"},
        BadDriver{"other-name", "rename the file to"}, BadDriver{"two-notes", "two"},
        BadDriver{"no-entry", "mydocker_driver_v1"}, BadDriver{"throws", "throws"},
        BadDriver{"exits", "without a reply"}, BadDriver{"aborts", "SIGABRT"},
        BadDriver{"sleeps", "did not reply within 1 s"},
        BadDriver{"foreign-sysctl", "only forwarding and the settings of its own links"},
        BadDriver{"long-link", "characters"}),
    [](const auto& one) {
      std::string name = one.param.name;
      std::ranges::replace(name, '-', '_');
      return name;
    });

TEST_F(Drivers, OneThatPrintsIsNotHeard) {
  put_bad("prints");
  const auto made = command("-q network create n --driver prints");
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.out.size(), 65U) << made.out;
}

TEST_F(Drivers, WhatOnlyItCanTakeAwayIsLeftBehindOnDemand) {
  put_bad("lifts");
  const auto before = snapshot_here();
  ASSERT_EQ(command("network create n --driver lifts").code, 0);
  const auto with = snapshot_here();
  EXPECT_NE(with, before);
  std::filesystem::remove(folder_ + "/lifts.so");
  for (const std::string line : {"network rm n", "network prune --force"}) {
    const auto refused = command(line);
    EXPECT_EQ(refused.code, 1) << line << refused.err;
    EXPECT_THAT(refused.err, HasSubstr("only its driver can remove it: no driver \"lifts\""));
    EXPECT_THAT(
        refused.err,
        HasSubstr("or use \"rm --force\" or \"disconnect --force\" to keep it in the kernel"));
  }
  EXPECT_EQ(command("network exists n").code, 0);
  const auto forced = command("network rm --force n");
  EXPECT_EQ(forced.code, 0) << forced.err;
  EXPECT_THAT(
      forced.err,
      HasSubstr("not removed: lift \"lo\" (only its driver can remove it: no driver \"lifts\")"));
  EXPECT_EQ(command("network exists n").code, 1);
  EXPECT_EQ(difference(snapshot_here(), with), "");
}

// Unpublishing uses the stored plan, not the present plan of the driver.
TEST_F(Drivers, APortThatIsPlannedOtherwiseNowIsReleased) {
  put_bad("fickle");
  must("ip netns add ns1 && ip netns add ns2");
  ASSERT_EQ(command("network create n --driver fickle --subnet 192.168.0.0/24").code, 0);
  const auto joined = command("network connect n ns1 -p 8080:80 -p 8081:81");
  ASSERT_EQ(joined.code, 0) << joined.err;
  const std::string ports = "nft list map inet mydocker ports4";
  ASSERT_THAT(shell(ports).out, HasSubstr("tcp . 8080 : 192.168.0.2 . 80"));

  const auto taken = mydocker_.line(
      "-q --driver-dir " + folder_ + " network unpublish n ns1 8080:80", {{"FICKLE", "1"}});
  EXPECT_EQ(taken.code, 0) << taken.err;
  EXPECT_THAT(shell(ports).out, Not(HasSubstr("8080")));
  EXPECT_THAT(shell(ports).out, HasSubstr("tcp . 8081 : 192.168.0.2 . 81"));
  const auto other = command("network connect n ns2 -p 8080:80");
  EXPECT_EQ(other.code, 0) << other.err;
}

TEST_F(Drivers, AnUnknownOneIsAskedBack) {
  const auto made = command("network create n --driver brigde");
  EXPECT_EQ(made.code, 1);
  EXPECT_THAT(made.err, HasSubstr("\"bridge\""));
}

TEST_F(Drivers, AFolderThatDoesNotExistIsNamed) {
  const Mydocker mydocker;
  const auto by_option = mydocker.line("--driver-dir /run/nope network create n");
  EXPECT_EQ(by_option.code, 0);
  EXPECT_THAT(by_option.err, HasSubstr("note: --driver-dir \"/run/nope\" does not exist"));
  const auto by_variable = mydocker.line("driver ls", {{"MYDOCKER_DRIVER_PATH", "/run/nope"}});
  EXPECT_THAT(by_variable.err,
              HasSubstr("note: MYDOCKER_DRIVER_PATH \"/run/nope\" does not exist"));
}

TEST_F(Drivers, AFolderThatOthersMayWriteIsRefused) {
  put(MYDOCKER_CONSUMER_DRIVER);
  must("chmod o+w " + folder_);
  const auto made = command("network create n --driver lan");
  EXPECT_EQ(made.code, 1);
  EXPECT_THAT(made.err, HasSubstr("chmod"));
}

TEST_F(Drivers, InspectReadsTheManifestWithoutLoading) {
  put_bad("aborts");
  const auto shown = command("driver inspect aborts");
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("aborts"));
}

}  // namespace driver_test
}  // namespace mydocker::testing

// mydocker driver test for users: options, results and exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include "e2e/outside.hpp"
#include "support/json.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Some checks of each level.
constexpr const char* kSome = " --only S01,L01,P01,C03,F01";

constexpr int kLines = 85;  // one line for each check up to level 3

class DriverKit : public ::testing::Test {
 protected:
  static std::string bundled(const std::string& name) {
    (void)Mydocker::program();
    return "/run/mydocker/drivers/" + name + ".so";
  }
  static std::string bad(const std::string& name) {
    return std::string(MYDOCKER_BAD_DRIVERS) + "/" + name + ".so";
  }
  void expect_pass(const std::string& example) const {
    const auto file = std::string(MYDOCKER_CONSUMER_DRIVERS) + "/" + example + ".so";
    const auto outcome = mydocker_.line("driver test " + file);
    EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr(" passed, 0 failed, "));
  }
  Mydocker mydocker_;
};

TEST_F(DriverKit, PassesARightDriverAndChangesNothing) {
  make_outside();
  const auto before = snapshot_here();
  const auto outcome = mydocker_.line("driver test " + bundled("bridge") + kSome);
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("PASS S01 note-present\n"));
  EXPECT_THAT(outcome.out, HasSubstr("5 checks: 5 passed, 0 failed, 0 skipped, 0 warned\n"));
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

TEST_F(DriverKit, PassesADriverOfAnotherProject) {
  const auto outcome = mydocker_.line("driver test --skip R03 " MYDOCKER_CONSUMER_DRIVER);
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("SKIP C32 way-out: the driver's containers do not reach the outside"));
}

TEST_F(DriverKit, PassesTheExamples) {
  for (const std::string name : {"ptp", "shaped", "overlay"}) expect_pass(name);
}
TEST_F(DriverKit, PassesTheExamplesThatAreRoutedOrTunnels) {
  for (const std::string name : {"routed", "tunnel"}) expect_pass(name);
}
TEST_F(DriverKit, PassesTheExamplesThatWrapTheBridge) {
  for (const std::string name : {"bandwidth", "leases"}) expect_pass(name);
}

TEST_F(DriverKit, PassesAnExampleInC) { expect_pass("switch"); }

TEST_F(DriverKit, PassesAnExampleWithAService) {
  if (shell("test -x /usr/sbin/dnsmasq").code != 0)
    GTEST_SKIP() << "dnsmasq is not installed (Debian package dnsmasq-base)";
  expect_pass("dns");
}

TEST_F(DriverKit, TellsWhatIsWrongAndWhatToDo) {
  const auto outcome = mydocker_.line("driver test --only S05 " + bad("other-name"));
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("FAIL S05 name-file: expected a file called"));
  EXPECT_THAT(outcome.out, HasSubstr("fix: rename the file or the driver"));
}

// A file that cannot be read is not always exported in a wrong way.
TEST_F(DriverKit, TellsWhatToDoAboutAFileThatThisHostRefuses) {
  const auto outcome = mydocker_.line("driver test --only S01 " + bad("needs-newer"));
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("fix: upgrade mydocker"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("MYDOCKER_EXPORT_DRIVER")));
}

// Bad drivers cause clean failures of the affected checks.
TEST_F(DriverKit, OutlivesBadDrivers) {
  for (const auto* name : {"throws", "exits", "aborts", "silent", "babbles", "no-entry",
                           "no-library", "no-symbol", "text-file", "truncated"}) {
    const auto outcome = mydocker_.line("driver test --level 3 " + bad(name));
    EXPECT_EQ(outcome.code, 1) << name << outcome.out << outcome.err;
    EXPECT_EQ(outcome.err, "") << name;
    // Drivers that do not reply fail in one check; no other check fails for the same reason.
    EXPECT_LE(std::ranges::count(outcome.out, '\n'), kLines + 8) << name << outcome.out;
  }
}

TEST_F(DriverKit, EndsAHangingCheckByItsDeadline) {
  const auto outcome = mydocker_.line("driver test --deadline 1 --only P01,P02 " + bad("sleeps"));
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.out,
              HasSubstr("FAIL P01 accepted: its process did not end within 1000 ms\n"));
  EXPECT_THAT(outcome.out,
              HasSubstr("SKIP P02 kinds-declared: the check does not apply if P01 fails"));
}

TEST_F(DriverKit, WithoutRootLeavesTheKernelAlone) {
  const auto outcome = shell("setpriv --reuid 65534 --clear-groups " + Mydocker::program() +
                             " driver test " + bundled("none") + kSome);
  EXPECT_EQ(outcome.code, 0) << outcome.out << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("PASS P01"));
  EXPECT_THAT(outcome.out, HasSubstr("SKIP C03 create-delete: it needs root\n"));
}

TEST_F(DriverKit, SpeaksOtherLanguages) {
  const std::string command = "driver test --only S01 " + bundled("none");
  const auto json = json_from(mydocker_.line(command + " --json").out);
  EXPECT_EQ(json["driver"], "none");
  EXPECT_EQ(json["checks"][0]["outcome"], "PASS");
  EXPECT_THAT(mydocker_.line(command + " --tap").out, HasSubstr("ok 1 - S01 note-present\n"));
  EXPECT_THAT(mydocker_.line(command + " --junit").out, HasSubstr("<testcase "));
}

TEST_F(DriverKit, RefusesWhatMakesNoSense) {
  const std::string file = bundled("none");
  for (const auto& [words, said] : std::vector<std::pair<std::string, std::string>>{
           {"driver test", "missing operand FILE"},
           {"driver test /no/such/file.so", "No such file"},
           {"driver test bridge", "hint: name a file, such as ./bridge.so"},
           {"driver test " + file + " " + file, "only one FILE is allowed"},
           {"driver test --only S99 " + file, "unknown check \"S99\""},
           {"driver test --level 6 " + file, "is not a number from 1 to 5"},
           {"driver test --seed x " + file, "is not a number from"},
           {"driver test --json --tap " + file, "--json, --junit and --tap cannot be combined"},
           {"driver test -o nonsense " + file, "nonsense"}}) {
    const auto outcome = mydocker_.line(words);
    EXPECT_EQ(outcome.code, 125) << words;
    EXPECT_EQ(outcome.out, "") << words;
    EXPECT_THAT(outcome.err, HasSubstr(said)) << words;
  }
}

}  // namespace
}  // namespace mydocker::testing

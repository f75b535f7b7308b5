// The commands of mydocker driver, for operators and driver authors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include "e2e/outside.hpp"
#include "support/json.hpp"
#include "support/mydocker.hpp"
#include "support/snapshot.hpp"

namespace mydocker::testing {
namespace driver_commands_test {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class DriverCommands : public ::testing::Test {
 protected:
  void SetUp() override {
    must("mkdir -p " + folder_ + " /run/config && chmod 755 /run");
    must("printf 'driver_deadline: 1\\n' > /run/config/network.yaml");
  }
  void put(const std::string& file) const { must("cp " + file + " " + folder_); }
  void put_bad(const std::string& name) const { put(bad(name)); }
  static std::string bad(const std::string& name) {
    return std::string(MYDOCKER_BAD_DRIVERS) + "/" + name + ".so";
  }

  Outcome command(const std::string& line) const {
    return mydocker_.line("--driver-dir " + folder_ + " --config /run/config/network.yaml " + line);
  }
  void must_do(const std::string& line) const {
    const auto done = command(line);
    ASSERT_EQ(done.code, 0) << line << "\n" << done.out << done.err;
  }

  // The checks of a driver that did not pass: "D103 failed", "D120 skipped".
  std::vector<std::string> troubles(const std::string& word) const {
    const auto found = command("driver doctor --format json " + word);
    const auto all = json_from(found.out);
    EXPECT_EQ(found.code, all[0]["Healthy"].is_true() ? 0 : 1);
    std::vector<std::string> lines;
    for (const auto& check : all[0]["Checks"].items())
      if (check["Outcome"] != "ok")
        lines.push_back(check["Id"].string() + " " + check["Outcome"].string());
    return lines;
  }

  const std::string folder_ = "/run/drivers";
  Mydocker mydocker_;
};

TEST_F(DriverCommands, ADisabledDriverMakesNothingNewAndGivesUpWhatThereIs) {
  put(MYDOCKER_NEW_DRIVER);
  must("ip netns add ns1 && ip netns add ns2");
  const auto before = snapshot_here();
  must_do("-q network create n --driver fresh");
  must_do("-q network connect n ns1");
  const auto off = command("driver disable fresh");
  EXPECT_EQ(off.out, "disabled driver \"fresh\"\n");

  for (const std::string line : {"network create m --driver fresh", "network connect n ns2",
                                 "network create m --driver fresh --dry-run"}) {
    const auto refused = command("-q " + line);
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, HasSubstr(": driver \"fresh\" is disabled\n"));
    EXPECT_THAT(refused.err, HasSubstr("\nhint: mydocker driver enable fresh\n"));
  }
  EXPECT_EQ(command("driver ls --filter name=fresh --format {{.State}}").out, "disabled\n");
  EXPECT_EQ(command("driver ls -q --filter state=disabled").out, "fresh\n");
  EXPECT_EQ(command("driver inspect fresh").code, 0);
  EXPECT_EQ(troubles("fresh"), std::vector<std::string>{"D102 failed"});
  must_do("-q network disconnect n ns1");
  must_do("-q network rm n");
  EXPECT_EQ(difference(snapshot_here(), before), "");

  EXPECT_EQ(command("driver enable fresh").out, "enabled driver \"fresh\"\n");
  EXPECT_EQ(command("driver enable fresh").out, "driver \"fresh\" was not disabled\n");
  must_do("-q network create n --driver fresh");
}

TEST_F(DriverCommands, AMisspeltDriverIsNotDisabled) {
  const auto refused = command("driver disable brigde");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("hint: did you mean \"bridge\"?"));
  EXPECT_EQ(command("driver ls -q --filter state=disabled").out, "");
}

TEST_F(DriverCommands, AMisspeltVerbIsAskedBack) {
  const auto refused = command("driver docter");
  EXPECT_EQ(refused.code, 125);
  EXPECT_THAT(refused.err, HasSubstr("\"doctor\""));
}

TEST_F(DriverCommands, TheDoctorFindsTheBundledDriversWell) {
  const auto found = command("driver doctor bridge macvlan none");
  EXPECT_EQ(found.code, 0) << found.out;
  EXPECT_THAT(found.out, HasSubstr("3 drivers, all checks passed\n"));
  EXPECT_THAT(found.out, HasSubstr("D124  kernel      makes macvlan"));
  EXPECT_THAT(found.out, HasSubstr("  ok       D124  kernel      makes bridge, veth, "));
}

TEST_F(DriverCommands, TheDoctorsChecksAreThoseOfTheDocumentation) {
  const auto all = json_from(command("driver doctor --format json none").out);
  std::string rows;
  for (const auto& check : all[0]["Checks"].items())
    rows += "| " + check["Id"].string() + " | " + check["Name"].string() + " |\n";
  EXPECT_EQ(shell("grep -o '^| D[0-9]* | [a-z]* |' " MYDOCKER_DRIVERS_DOC).out, rows);
}

// Exported symbols of sanitizer builds and fixtures are ignored.
TEST_F(DriverCommands, TheDoctorNamesTheCheckThatFails) {
  struct Case {
    const char* name;
    const char* expected;
  };
  const Case cases[] = {
      {"wrong-checksum", "D105 failed"}, {"too-new", "D108 failed"},  {"other-name", "D109 failed"},
      {"text-file", "D104 failed"},      {"aborts", "D120 failed"},   {"no-symbol", "D120 failed"},
      {"no-library", "D120 failed"},     {"no-entry", "D121 failed"}, {"sleeps", "D122 failed"},
      {"foreign-sysctl", "D122 failed"}, {"prints", "D123 failed"}};
  for (const auto& [name, expected] : cases) {
    put_bad(name);
    auto found = troubles(name);
    std::erase(found, "D110 failed");
    ASSERT_FALSE(found.empty()) << name;
    EXPECT_EQ(found.front(), expected) << name;
  }
  EXPECT_EQ(troubles("nothing").front(), "D101 failed");
  EXPECT_EQ(troubles("Nothing").front(), "D100 failed");
}

TEST_F(DriverCommands, TheDoctorSaysWhatShadowsWhat) {
  must("mkdir /run/second && cp " + std::string(MYDOCKER_NEW_DRIVER) + " /run/second");
  put(MYDOCKER_NEW_DRIVER);
  EXPECT_THAT(command("--driver-dir /run/second driver doctor fresh").out,
              HasSubstr("/run/drivers/fresh.so, shadows /run/second/fresh.so\n"));
  EXPECT_THAT(command("--driver-dir /run/second driver doctor /run/second/fresh.so").out,
              HasSubstr("/run/second/fresh.so, shadowed by /run/drivers/fresh.so\n"));
  EXPECT_THAT(command("--driver-dir /run/second driver ls").out,
              HasSubstr("shadowed by /run/drivers/fresh.so"));
}

TEST_F(DriverCommands, TheDoctorRunsNothingThatOthersCouldHaveChanged) {
  put_bad("aborts");
  must("chmod 777 " + folder_);
  const auto found = troubles("aborts");
  EXPECT_EQ(found.front(), "D103 failed");
  EXPECT_THAT(found, ::testing::Contains("D120 skipped"));
}

// Three drivers: one hangs, one crashes, one breaks its manifest.
TEST_F(DriverCommands, BadDriversAreOneClearLineEachAndTheOthersWork) {
  for (const char* name : {"sleeps", "aborts", "foreign-sysctl"}) put_bad(name);
  put(MYDOCKER_NEW_DRIVER);
  const std::pair<std::string, std::string> cases[] = {
      {"sleeps", "did not reply within 1 s"},
      {"aborts", "crashed: SIGABRT"},
      {"foreign-sysctl",
       "on the host, a driver can change only forwarding and the settings of its own links"}};
  for (const auto& [name, says] : cases) {
    const auto refused = command("-q network create n --driver " + name);
    EXPECT_EQ(refused.code, 1);
    const auto line = refused.err.substr(0, refused.err.find('\n'));
    EXPECT_THAT(line, HasSubstr("error: "));
    EXPECT_THAT(line, HasSubstr(says));
    EXPECT_THAT(refused.err.substr(line.size() + 1), Not(HasSubstr("error: ")));
  }
  EXPECT_EQ(command("driver ls -q").out,
            "aborts\nforeign-sysctl\nfresh\nsleeps\nbridge\ncni\nhost\nmacvlan\nnone\n");
  EXPECT_EQ(command("driver doctor").code, 1);
  must_do("-q network create n --driver fresh");
  must_do("-q network create m");
}

TEST_F(DriverCommands, AFileIsInspectedAndNotRun) {
  const auto before = fs::file_size(bad("aborts"));
  for (const std::string format : {"text", "json", "yaml", "md", "man", "{{.Name}}"}) {
    put_bad("aborts");
    const auto shown = command("driver inspect " + folder_ + "/aborts.so --format " + format);
    EXPECT_EQ(shown.code, 0) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("abort")) << format;
    EXPECT_EQ(shown.err, "");
  }
  EXPECT_EQ(fs::file_size(bad("aborts")), before);
}

TEST_F(DriverCommands, AFileThatIsRefusedIsInspectedAllTheSame) {
  put_bad("other-name");
  must("chmod 666 " + folder_ + "/other-name.so");
  const auto shown = command("driver inspect " + folder_ + "/other-name.so");
  EXPECT_EQ(shown.code, 1);
  EXPECT_THAT(shown.out, HasSubstr("goes by another name"));
  EXPECT_THAT(shown.err, HasSubstr("writable by all users"));
}

TEST_F(DriverCommands, AnInspectedDriverIsAPageThatGroffTakes) {
  put(MYDOCKER_NEW_DRIVER);
  for (const std::string name : {"bridge", "none", "fresh"}) {
    const auto page = command("driver inspect --format man " + name);
    ASSERT_EQ(page.code, 0) << page.err;
    std::ofstream("/run/page.7") << page.out;
    const auto formatted = shell("groff -man -ww -Tascii -P-cbou /run/page.7");
    EXPECT_EQ(formatted.err, "") << name;
    EXPECT_THAT(formatted.out, HasSubstr("network create NETWORK --driver " + name));
  }
}

TEST_F(DriverCommands, InstallsAfterCheckingAndReplacesOnlyOlderOnes) {
  const auto before = snapshot_here();
  const auto done = command("driver install " + std::string(MYDOCKER_NEW_DRIVER));
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(done.out, "installed driver \"fresh\" 0.1.0 as /run/drivers/fresh.so\n");
  EXPECT_EQ(shell("stat -c '%a %u %g' /run/drivers/fresh.so").out, "755 0 0\n");
  EXPECT_EQ(troubles("fresh"), std::vector<std::string>{});
  EXPECT_THAT(command("driver install " + std::string(MYDOCKER_NEW_DRIVER)).out,
              HasSubstr(", replacing version 0.1.0"));

  for (const std::string name :
       {"text-file", "no-note", "wrong-checksum", "too-new", "other-name"}) {
    const auto refused = command("driver install " + bad(name));
    EXPECT_EQ(refused.code, 1) << name;
    EXPECT_EQ(refused.out, "");
    EXPECT_FALSE(fs::exists(folder_ + "/" + name + ".so"));
  }
  EXPECT_EQ(difference(snapshot_here(), before), "");
}

// A copy of the driver file with another version of equal length in its manifest.
constexpr const char* kOtherVersion = R"py(
import sys, zlib
source, target, version = sys.argv[1:]
data = open(source, "rb").read()
old = b'"version":"0.1.0"'
start = data.rindex(b"{", 0, data.index(old))
header = start - 32
size = int.from_bytes(data[header + 16:header + 20], "little")
json = data[start:start + size].replace(old, b'"version":"%s"' % version.encode())
head = data[header:header + 20] + zlib.crc32(json).to_bytes(4, "little") + data[header + 24:start]
open(target, "wb").write(data[:header] + head + json + data[start + size:])
)py";

TEST_F(DriverCommands, InstallsAnOlderOneOnlyIfItIsToldTo) {
  std::ofstream("/run/other.py") << kOtherVersion;
  must("mkdir /run/new && python3 /run/other.py " + std::string(MYDOCKER_NEW_DRIVER) +
       " /run/new/fresh.so 0.0.9");
  must_do("driver install " + std::string(MYDOCKER_NEW_DRIVER));
  const auto refused = command("driver install /run/new/fresh.so");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err,
              HasSubstr("/run/drivers/fresh.so is version \"0.1.0\", and the new file is the older "
                        "\"0.0.9\"\nhint: use --allow-downgrade to install it anyway"));
  EXPECT_EQ(command("driver inspect -f {{.Version}} fresh").out, "0.1.0\n");
  EXPECT_EQ(command("driver install --allow-downgrade /run/new/fresh.so").out,
            "installed driver \"fresh\" 0.0.9 as /run/drivers/fresh.so, replacing version 0.1.0\n");
  EXPECT_EQ(command("driver inspect -f {{.Version}} fresh").out, "0.0.9\n");
}

TEST_F(DriverCommands, InstallsNoneUnderABundledName) {
  (void)Mydocker::program();  // creates the bundled drivers there
  must("cp /run/mydocker/drivers/none.so /run/none.so");
  const auto refused = command("driver install /run/none.so");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("is reserved for a driver of mydocker"));
  EXPECT_FALSE(fs::exists(folder_ + "/none.so"));
  const auto over =
      mydocker_.line("driver install /run/none.so --driver-dir /run/mydocker/drivers");
  EXPECT_EQ(over.code, 1);
  EXPECT_THAT(over.err, HasSubstr("is reserved for a driver of mydocker"));
}

TEST_F(DriverCommands, RemovesWhatItHasInstalledAndNothingElse) {
  must("ip netns add ns1");
  must_do("driver install " + std::string(MYDOCKER_NEW_DRIVER));
  must_do("-q network create n --driver fresh");
  must_do("-q network connect n ns1");
  const auto removed = command("driver rm fresh");
  EXPECT_EQ(removed.code, 0) << removed.err;
  EXPECT_THAT(
      removed.err,
      HasSubstr("networks still use driver \"fresh\" (\"n\"): containers can be disconnected"));
  EXPECT_FALSE(fs::exists(folder_ + "/fresh.so"));
  must_do("-q network disconnect n ns1");
  must_do("-q network rm n");
  const auto bundled = command("driver rm bridge");
  EXPECT_EQ(bundled.code, 1);
  EXPECT_THAT(bundled.err,
              HasSubstr("is part of mydocker\nhint: mydocker driver disable bridge\n"));
  const auto by_folder = mydocker_.line("driver rm bridge --driver-dir /run/mydocker/drivers");
  EXPECT_EQ(by_folder.code, 1);
  EXPECT_THAT(by_folder.err, HasSubstr("is part of mydocker"));
  EXPECT_TRUE(fs::exists("/run/mydocker/drivers/bridge.so"));
}

TEST_F(DriverCommands, DryRunsAreScriptsThatDoTheSame) {
  const auto by_hand = [&](const std::string& line) {
    const auto dry = command(line + " --dry-run");
    EXPECT_EQ(dry.code, 0) << dry.err;
    EXPECT_EQ(dry.err, "");
    std::ofstream("/run/script") << dry.out;
    EXPECT_EQ(run({"/bin/sh", "/run/script"}).code, 0) << dry.out;
  };
  const std::string file = MYDOCKER_NEW_DRIVER;
  command("driver install " + file + " --dry-run");
  EXPECT_FALSE(fs::exists(folder_ + "/fresh.so"));
  by_hand("driver install " + file);
  EXPECT_EQ(troubles("fresh"), std::vector<std::string>{});
  by_hand("driver disable fresh");
  EXPECT_EQ(troubles("fresh"), std::vector<std::string>{"D102 failed"});
  by_hand("driver enable fresh");
  EXPECT_EQ(troubles("fresh"), std::vector<std::string>{});
  by_hand("driver rm fresh");
  EXPECT_EQ(troubles("fresh").front(), "D101 failed");
}

}  // namespace driver_commands_test
}  // namespace mydocker::testing

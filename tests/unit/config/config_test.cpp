#include "runtime/config/config.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace mydocker::config {
namespace {

class ConfigTest : public ::testing::Test {
 protected:
  ConfigTest() {
    std::string pattern = ::testing::TempDir() + "config-XXXXXX";
    directory_ = ::mkdtemp(pattern.data());
    file_ = directory_ / "network.yaml";
  }
  ~ConfigTest() override { std::filesystem::remove_all(directory_); }

  Result<Config> load_text(const std::string& text) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << text;
    std::filesystem::permissions(file_, std::filesystem::perms(0644));
    return load(file_);
  }
  // The error after the file's name: "LINE: what"; "accepted" if there is none.
  std::string refusal_of(const std::string& text) {
    const auto result = load_text(text);
    if (result.ok()) return "accepted";
    EXPECT_EQ(result.error().kind(), ErrorKind::invalid_argument) << text;
    const std::string prefix = file_.string() + ":";
    const std::string& message = result.error().message();
    EXPECT_TRUE(message.starts_with(prefix)) << message;
    return message.substr(std::min(prefix.size(), message.size()));
  }
  std::filesystem::path directory_;
  std::filesystem::path file_;
};

TEST_F(ConfigTest, ReadsEverySetting) {
  const auto result = load_text(R"(# a comment
driver_path: [/opt/drivers, "/usr/local/lib/my drivers"]
override_drivers:
  - bridge
  - none
driver_deadline: 1.5
networks_format: 'table {{.Name}}\t{{.Driver}}'
forwarding: keep
address_pools:
  - {base: 10.20.0.0/16, size: 26}
  - base: 172.20.0.0/14
)");
  ASSERT_TRUE(result.ok()) << result.error().message();
  EXPECT_EQ(result->driver_path,
            (std::vector<std::filesystem::path>{"/opt/drivers", "/usr/local/lib/my drivers"}));
  EXPECT_EQ(result->override_drivers, (std::vector<std::string>{"bridge", "none"}));
  EXPECT_EQ(result->driver_deadline, std::chrono::milliseconds(1500));
  EXPECT_EQ(result->forwarding, base::Forwarding::keep);
  EXPECT_EQ(result->networks_format, R"(table {{.Name}}\t{{.Driver}})");
  ASSERT_EQ(result->address_pools.size(), 2U);
  EXPECT_EQ(result->address_pools[0].base.text(), "10.20.0.0/16");
  EXPECT_EQ(result->address_pools[0].size, 26U);
  EXPECT_EQ(result->address_pools[1].size, 24U);
}

TEST_F(ConfigTest, AnEmptyFileGivesTheDefaults) {
  for (const char* text : {"", "# nothing\n", "---\n", "{}\n", "driver_path: []\n"}) {
    const auto result = load_text(text);
    ASSERT_TRUE(result.ok()) << text << result.error().message();
    EXPECT_TRUE(result->driver_path.empty());
    EXPECT_EQ(result->driver_deadline, std::chrono::seconds(30));
    EXPECT_EQ(result->forwarding, base::Forwarding::restore);
  }
}

TEST_F(ConfigTest, AFileThatIsNamedMustExist) {
  const auto result = load(directory_ / "missing.yaml");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().kind(), ErrorKind::not_found);
}

TEST_F(ConfigTest, SuggestsTheKeyThatWasMeant) {
  EXPECT_EQ(refusal_of("driver_deadline: 3\ndriver_pth: [/a]\n"),
            "2: unknown key \"driver_pth\", did you mean \"driver_path\"?");
  EXPECT_EQ(refusal_of("zebra: 1\n"),
            "1: unknown key \"zebra\", the known keys are driver_path, override_drivers, "
            "driver_deadline, networks_format, forwarding, address_pools");
  EXPECT_EQ(refusal_of("forwarding: on\n"), "1: forwarding must be keep or restore");
  EXPECT_EQ(refusal_of("address_pools:\n  - {base: 10.20.0.0/16, sizes: 24}\n"),
            "2: unknown key \"sizes\", did you mean \"size\"?");
}

TEST_F(ConfigTest, RefusesKeysThatAreGivenTwice) {
  EXPECT_EQ(refusal_of("driver_deadline: 3\n\ndriver_deadline: 4\n"),
            "3: key \"driver_deadline\" is given twice, first in line 1");
  EXPECT_EQ(refusal_of("address_pools:\n- base: 10.20.0.0/16\n  base: 10.21.0.0/16\n"),
            "3: key \"base\" is given twice, first in line 2");
}

TEST_F(ConfigTest, RefusesWhatMakesMuchOutOfLittle) {
  EXPECT_EQ(refusal_of("driver_path: &a [/a]\n"),
            "1: an anchor (&name) is not allowed, leave it out");
  EXPECT_EQ(refusal_of("driver_path: [/a]\noverride_drivers: *a\n").substr(0, 2), "2:");
  EXPECT_EQ(refusal_of("a: &x 1\nb: *x\n"), "1: an anchor (&name) is not allowed, leave it out");
  EXPECT_EQ(refusal_of("driver_path: !!set [/a]\n").substr(0, 9), "1: a tag ");
  EXPECT_EQ(refusal_of("driver_deadline: !!int 3\n").substr(0, 9), "1: a tag ");
  EXPECT_EQ(refusal_of("driver_deadline: 3\n---\ndriver_deadline: 4\n").substr(0, 20),
            "2: a second document");
}

TEST_F(ConfigTest, RefusesDepthBeforeItHurts) {
  for (const char* level : {"[", "{a: ", "- ", "? "}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += level;
    const std::string refusal = refusal_of(text);
    EXPECT_EQ(refusal.substr(0, 2), "1:") << level;
    EXPECT_NE(refusal, "accepted");
  }
  EXPECT_EQ(refusal_of(std::string(17, '[') + std::string(17, ']')),
            "1: more than 16 levels of lists and maps, use fewer levels");
}

TEST_F(ConfigTest, SaysWhereItIsNotYaml) {
  EXPECT_EQ(refusal_of("driver_deadline: 3\ndriver_path: [/a\n").find("not YAML"), 3U);
  EXPECT_NE(refusal_of("driver_path: [/a]]\n"), "accepted");
  EXPECT_NE(refusal_of("\tdriver_path: [/a]\n"), "accepted");
  EXPECT_NE(refusal_of("just text\n"), "accepted");
  EXPECT_NE(refusal_of("- a\n- b\n"), "accepted");
  EXPECT_EQ(refusal_of("[a]: b\n"), "1: a key must be a text");
}

TEST_F(ConfigTest, RefusesBytesThatWouldHideTheRest) {
  for (const char byte : {'\0', '\4', '\x1b', '\x7f'})
    EXPECT_EQ(refusal_of("driver_deadline: 3\n" + std::string(1, byte) + "\nnonsense: 1\n"),
              "2: a control character is not allowed, write it as an escape");
}

TEST_F(ConfigTest, RefusesValuesOfAnotherType) {
  EXPECT_EQ(refusal_of("driver_path: /a\n"), "1: \"driver_path\" must be a list, write [...]");
  EXPECT_EQ(refusal_of("driver_path: [[/a]]\n"), "1: \"driver_path\" must be a list of texts");
  EXPECT_EQ(refusal_of("driver_path:\n  - relative/path\n"),
            "2: driver_path \"relative/path\" is not absolute, begin it with /");
  EXPECT_EQ(refusal_of("override_drivers: [Bridge]\n").substr(0, 35),
            "1: \"Bridge\" is not a name of a driv");
  EXPECT_NE(refusal_of("override_drivers: [../bridge]\n"), "accepted");
  EXPECT_NE(refusal_of("override_drivers: [" + std::string(33, 'a') + "]\n"), "accepted");
  EXPECT_NE(refusal_of("driver_path:\n"), "accepted");
}

TEST_F(ConfigTest, KeepsTheDeadlineInsideAnHour) {
  for (const char* value :
       {"0", "-1", "3601", "nan", "inf", "1e3", "x", "3 s", "[3]", "''", "1e999"})
    EXPECT_EQ(refusal_of("driver_deadline: " + std::string(value) + "\n"),
              "1: driver_deadline must be a number of seconds from 0.001 to 3600")
        << value;
  EXPECT_EQ(load_text("driver_deadline: 3600\n")->driver_deadline, std::chrono::hours(1));
  EXPECT_EQ(load_text("driver_deadline: 0.001\n")->driver_deadline, std::chrono::milliseconds(1));
}

TEST_F(ConfigTest, RefusesPoolsThatCannotBeUsed) {
  const auto pool = [&](const std::string& text) {
    return refusal_of("address_pools:\n  - " + text + "\n");
  };
  EXPECT_EQ(pool("{base: 10.20.0.1/16}"),
            "2: base \"10.20.0.1/16\" has host bits set: did you mean 10.20.0.0/16?");
  EXPECT_EQ(pool("{base: 10.20.0.0}"), "2: base \"10.20.0.0\" is not a prefix, write 10.20.0.0/16");
  EXPECT_EQ(pool("{base: 10.20.0.0/16, size: 8}"),
            "2: size 8 is larger than the pool 10.20.0.0/16, it must be from 16 to 30");
  EXPECT_EQ(pool("{size: 24}").substr(0, 30), "2: an address pool needs a bas");
  EXPECT_EQ(pool("10.20.0.0/16").substr(0, 30), "2: an address pool must be a m");
  EXPECT_NE(pool("{base: 127.0.0.0/8}"), "accepted");
  EXPECT_EQ(pool("{base: '2001:db8::/32', size: 64}"), "accepted");
  EXPECT_EQ(pool("{size: 126, base: '2001:db8::/32'}"), "accepted");
  EXPECT_EQ(pool("{base: '2001:db8::/32'}"), "accepted");
  EXPECT_EQ(pool("{base: '2001:db8::/32', size: 127}"),
            "2: size must be the prefix length of each subnet, at most 126");
  EXPECT_EQ(pool("{base: '2001:db8::/80'}"),
            "2: size 64 is larger than the pool 2001:db8::/80, it must be from 80 to 126");
  EXPECT_NE(pool("{base: 'fe80::/10', size: 64}"), "accepted");
  for (const char* size : {"31", "0", "x", "-1", "24.5", "99999999999"})
    EXPECT_EQ(pool("{base: 10.20.0.0/16, size: " + std::string(size) + "}"),
              "2: size must be the prefix length of each subnet, at most 30");
  EXPECT_EQ(pool("{base: 10.20.0.0/24, size: 24}"), "accepted");
}

TEST_F(ConfigTest, NeverRepeatsATerminalEscape) {
  for (const char* text : {"\"\\e[2J\": 1\n", "driver_path: [\"\\e[2J\"]\n",
                           "override_drivers: [\"\\e[2J\"]\n", "? !<\x1b[2J> a\n: b\n"})
    EXPECT_EQ(refusal_of(text).find('\x1b'), std::string::npos);
}

TEST_F(ConfigTest, RefusesAFileThatOthersCanWrite) {
  ASSERT_TRUE(load_text("driver_deadline: 3\n").ok());
  for (const unsigned mode : {0666U, 0664U, 0646U}) {
    std::filesystem::permissions(file_, std::filesystem::perms(mode));
    const auto result = load(file_);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind(), ErrorKind::permission);
    EXPECT_NE(result.error().hints().at(0).find("chmod go-w"), std::string::npos);
  }
}

TEST_F(ConfigTest, RefusesForeignFile) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  ASSERT_TRUE(load_text("driver_deadline: 3\n").ok());
  ASSERT_EQ(::chown(file_.c_str(), 12345, 12345), 0);
  EXPECT_EQ(load(file_).error().kind(), ErrorKind::permission);
}

TEST_F(ConfigTest, RefusesWhatIsNoRegularFile) {
  EXPECT_EQ(load(directory_).error().kind(), ErrorKind::permission);
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_EQ(load(file_).error().kind(), ErrorKind::permission);
  EXPECT_EQ(load(std::filesystem::path("/dev/null")).error().kind(), ErrorKind::permission);
}

TEST_F(ConfigTest, RefusesAFileOfMoreThanAMegabyte) {
  const std::string line = "# " + std::string(62, 'x') + "\n";
  std::string text;
  while (text.size() + line.size() <= 1U << 20U) text += line;
  EXPECT_TRUE(load_text(text).ok());
  const auto result = load_text(text + line);
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().message().find("is larger than 1 MiB"), std::string::npos);
}

}  // namespace
}  // namespace mydocker::config

// The errors of files that are refused before any of their code runs.
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "bad_drivers/bad_drivers.hpp"

namespace mydocker::drivers {
namespace {

constexpr const char* kReinstall = "install the driver's file again, or build it again";

TEST_F(BadDrivers, AreListedWithoutBeingRun) {
  std::map<std::string, bool> usable;
  for (const auto& candidate : scan(settings()))
    if (candidate.file.parent_path() == kFolder) usable[candidate.name] = !candidate.refusal;
  const std::map<std::string, bool> expected{
      {"aborts", true},         {"babbles", true},    {"exits", true},
      {"evil", true},           {"reports", true},    {"fickle", true},
      {"foreign-sysctl", true}, {"good", true},       {"lifts", true},
      {"taps", true},           {"informed", true},   {"long-link", true},
      {"meddles", true},        {"no-entry", true},   {"no-library", true},
      {"no-note", false},       {"no-symbol", true},  {"other-name", false},
      {"prints", true},         {"silent", true},     {"sleeps", true},
      {"text-file", false},     {"throws", true},     {"needs-newer", false},
      {"too-new", false},       {"truncated", false}, {"two-notes", false},
      {"wrong-checksum", false}};
  EXPECT_EQ(usable, expected);
}

TEST_F(BadDrivers, TextFile) {
  expect_refusal("text-file",
                 file_of("text-file") + " is not a mydocker driver: not an ELF file (21 bytes)",
                 "");
}

TEST_F(BadDrivers, Truncated) {
  const auto candidate = find_driver(settings(), "truncated");
  ASSERT_TRUE(candidate.ok());
  ASSERT_TRUE(candidate->refusal);
  const std::string& message = candidate->refusal->message();
  EXPECT_TRUE(message.starts_with(file_of("truncated") + " is cut off (2000 bytes, ")) << message;
  EXPECT_EQ(candidate->refusal->hints(), std::vector<std::string>{kReinstall});
}

TEST_F(BadDrivers, NoNote) {
  const auto kilobytes = fs::file_size(file_of("no-note")) / 1000;
  expect_refusal("no-note",
                 file_of("no-note") + " is not a mydocker driver: no .note.mydocker.driver (" +
                     "x86_64 shared object, " + std::to_string(kilobytes) + " kB)",
                 "was it built without MYDOCKER_EXPORT_DRIVER?");
}

TEST_F(BadDrivers, WrongChecksum) {
  const auto candidate = find_driver(settings(), "wrong-checksum");
  ASSERT_TRUE(candidate.ok());
  ASSERT_TRUE(candidate->refusal);
  const std::string& message = candidate->refusal->message();
  EXPECT_TRUE(message.starts_with("metadata of " + file_of("wrong-checksum") + " is damaged (crc "))
      << message;
  EXPECT_EQ(candidate->refusal->hints(), std::vector<std::string>{kReinstall});
  EXPECT_FALSE(candidate->manifest);
}

TEST_F(BadDrivers, TooNew) {
  expect_refusal("too-new",
                 file_of("too-new") + " is built with driver SDK 2.3, this mydocker has 1.0",
                 "upgrade mydocker, or rebuild the driver with driver SDK 1");
}

TEST_F(BadDrivers, NeedsNewer) {
  expect_refusal("needs-newer",
                 file_of("needs-newer") +
                     " needs driver SDK 1.7 or later (built with 1.9), this mydocker has "
                     "1.0",
                 "upgrade mydocker, or rebuild the driver with driver SDK 1.0");
}

TEST_F(BadDrivers, OtherName) {
  expect_refusal("other-name", R"(file "other-name.so" declares driver "vlan-ng")",
                 "rename the file to vlan-ng.so");
}

TEST_F(BadDrivers, TwoNotes) {
  expect_refusal("two-notes",
                 file_of("two-notes") + " declares 2 drivers, but a file must declare only one",
                 "use MYDOCKER_EXPORT_DRIVER once for each file");
}

// A real driver with random damage is checked, but not loaded. The reader does not crash.
TEST_F(BadDrivers, DamagedAtRandomAreJudged) {
  std::ostringstream content;
  content << std::ifstream(file_of("good"), std::ios::binary).rdbuf();
  const std::string good = content.str();
  const fs::path file = "/run/bundled/good.so";
  std::mt19937 random(97);
  unsigned refused = 0;
  unsigned accepted = 0;
  for (int round = 0; round < 500; ++round) {
    std::string bad = good;
    for (int flip = 0; flip < 4; ++flip) bad[random() % 1200] = static_cast<char>(random());
    if (round % 5 == 0) bad.resize(random() % bad.size());
    std::ofstream(file, std::ios::binary) << bad;
    (inspect_file(file, Source::bundled, settings()).refusal ? refused : accepted)++;
  }
  fs::remove(file);
  EXPECT_GT(refused, 100U);
  EXPECT_GT(accepted, 0U);  // otherwise only the first check was tested
}

}  // namespace
}  // namespace mydocker::drivers

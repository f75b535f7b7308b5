#include "runtime/drivers/search_path.hpp"

#include <elf.h>

#include <cstdlib>
#include <map>

#include "unit/drivers/elf_builder.hpp"
#include "unit/drivers/trusted_folder.hpp"

namespace mydocker::drivers {
namespace search_path_test {

namespace fs = std::filesystem;

std::string driver_named(const std::string& name) {
  std::string json = kGoodManifest;
  json.replace(json.find("good"), 4, name);
  return build_elf({.notes = {{.content = note_content(
                                   json, {.sdk_major = kSdkMajor, .sdk_minor = kSdkMinor})}}});
}

class SearchPath : public TrustedFolder {
 protected:
  void SetUp() override {
    TrustedFolder::SetUp();
    if (IsSkipped()) return;
    for (const char* name : {"option", "environment", "configuration", "bundled"})
      fs::create_directories(folder_ / name);
    settings_.from_options = {folder_ / "option"};
    settings_.environment = {(folder_ / "environment").native()};
    settings_.from_configuration = {folder_ / "configuration"};
    settings_.bundled = folder_ / "bundled";
  }

  void put(const std::string& folder, const std::string& name) {
    write(folder_ / folder / (name + ".so"), driver_named(name));
  }

  // One line for each candidate below the test's folder: "FOLDER/FILE" and its special properties.
  std::vector<std::string> scanned() {
    std::vector<std::string> lines;
    for (const auto& candidate : scan(settings_)) {
      const std::string relative = candidate.file.lexically_relative(folder_).native();
      if (relative.starts_with("..")) continue;
      lines.push_back(relative + (candidate.shadowed_by.empty() ? "" : " shadowed") +
                      (candidate.refusal ? " refused" : ""));
    }
    return lines;
  }

  std::string found(const std::string& name) {
    const auto candidate = find_driver(settings_, name);
    return candidate ? candidate->file.lexically_relative(folder_).native()
                     : candidate.error().message();
  }

  SearchSettings settings_;
};

TEST_F(SearchPath, GoesFromOptionsToWhatCameWithTheProgram) {
  std::vector<std::string> order;
  for (const auto& folder : search_folders(settings_)) order.push_back(folder.path.native());
  EXPECT_EQ(order, (std::vector<std::string>{
                       "/run/drivers_test/option", "/run/drivers_test/environment",
                       "/run/drivers_test/configuration", "/usr/local/lib/mydocker/drivers",
                       "/run/drivers_test/bundled"}));
}

TEST_F(SearchPath, ListsAFolderOnce) {
  settings_.environment = {"/run/drivers_test/option/"};
  settings_.from_configuration = {"/run/drivers_test/bundled"};
  const auto folders = search_folders(settings_);
  ASSERT_EQ(folders.size(), 3U);
  EXPECT_EQ(folders[1].path, "/run/drivers_test/bundled");
  EXPECT_EQ(folders[1].source, Source::bundled);
}

TEST_F(SearchPath, ListsEveryDriverWithWhatIsWrongWithIt) {
  put("bundled", "alpha");
  put("bundled", "beta");
  put("option", "beta");
  write(folder_ / "option" / "broken.so", "text");
  write(folder_ / "option" / "readme.txt", "text");
  fs::create_symlink("gone", folder_ / "configuration" / "dangling.so");
  EXPECT_EQ(scanned(), (std::vector<std::string>{"option/beta.so", "option/broken.so refused",
                                                 "configuration/dangling.so refused",
                                                 "bundled/alpha.so", "bundled/beta.so shadowed"}));
}

TEST_F(SearchPath, ReadsTheManifestOfEachDriver) {
  put("option", "alpha");
  const auto candidate = find_driver(settings_, "alpha");
  ASSERT_TRUE(candidate.ok()) << candidate.error().message();
  ASSERT_FALSE(candidate->refusal) << candidate->refusal->message();
  EXPECT_EQ(candidate->source, Source::option);
  ASSERT_TRUE(candidate->manifest);
  EXPECT_EQ(candidate->manifest->name, "alpha");
  EXPECT_EQ(candidate->manifest->sdk_major, kSdkMajor);
}

// A wrapper has what both drivers declare.
class WrappedDriver : public SearchPath {
 protected:
  void put_wrapper(const std::string& wrapped, const std::string& more = "") {
    const std::string option =
        R"({"key":"rate","scope":"network","type":"rate","help":"h","default":"","min":0,"max":0,)"
        R"("choices":[],"alias":")" +
        more + R"("})";
    write(folder_ / "option" / "wrapper.so",
          driver_with("wrapper", R"("resources":["queue"],"options":[)" + option + "]",
                      R"(,"wraps":")" + wrapped + R"(")"));
  }
  static std::string driver_with(const std::string& name, const std::string& declared,
                                 const std::string& end) {
    std::string json = R"({"name":")" + name + R"(","version":"1","summary":"a driver",)" +
                       R"("license":"MIT","capabilities":[],)" + declared +
                       R"(,"sdk":"1.0","min_host_minor":0)" + end + "}";
    return build_elf({.notes = {{.content = note_content(
                                     json, {.sdk_major = kSdkMajor, .sdk_minor = kSdkMinor})}}});
  }
  void put_bridge() {
    write(folder_ / "bundled" / "bridge.so",
          driver_with("bridge",
                      R"("resources":["bridge"],"options":[{"key":"mtu",)"
                      R"("scope":"network","type":"number","help":"h","default":"",)"
                      R"("min":0,"max":0,"choices":[],"alias":""}])",
                      ""));
  }
  std::string refusal() {
    const auto candidate = find_driver(settings_, "wrapper");
    if (!candidate) return candidate.error().message();
    return candidate->refusal ? candidate->refusal->message() : "";
  }
};

TEST_F(WrappedDriver, HasTheOptionsAndTheKindsOfBoth) {
  put_bridge();
  put_wrapper("bridge");
  const auto candidate = find_driver(settings_, "wrapper");
  ASSERT_TRUE(candidate.ok()) << candidate.error().message();
  ASSERT_FALSE(candidate->refusal) << candidate->refusal->message();
  EXPECT_EQ(candidate->manifest->resources, (std::vector<std::string>{"queue", "bridge"}));
  ASSERT_EQ(candidate->manifest->options.size(), 2U);
  EXPECT_EQ(candidate->manifest->options[1].key, "mtu");
  ASSERT_TRUE(candidate->wrapped);
  EXPECT_EQ(candidate->wrapped->name, "bridge");
}

TEST_F(WrappedDriver, WrapsOnlyABundledDriver) {
  put("option", "alpha");
  put_wrapper("alpha");
  EXPECT_EQ(refusal(), "driver \"wrapper\": it wraps \"alpha\", which is not a driver of mydocker");
  put_wrapper("wrapper");
  EXPECT_NE(refusal(), "");
  put_wrapper("bridge");
  EXPECT_NE(refusal().find("no driver \"bridge\""), std::string::npos) << refusal();
}

TEST_F(WrappedDriver, HasNoOptionTwice) {
  put_bridge();
  put_wrapper("bridge", "mtu");
  EXPECT_EQ(refusal(),
            "driver \"wrapper\": its option \"rate\" is the option \"mtu\" of driver "
            "\"bridge\"");
}

TEST_F(SearchPath, TakesOnlyOurOwnDriversForBundled) {
  put("bundled", "alpha");
  put("bundled", "none");
  std::map<std::string, Source> sources;
  for (const auto& candidate : scan(settings_)) sources[candidate.name] = candidate.source;
  EXPECT_EQ(sources.at("alpha"), Source::local);
  EXPECT_EQ(sources.at("none"), Source::bundled);
  EXPECT_EQ(find_driver(settings_, "alpha")->source, Source::local);
  EXPECT_EQ(find_driver(settings_, "none")->source, Source::bundled);
  EXPECT_EQ(source_of(folder_ / "bundled" / "alpha.so", settings_), Source::local);
  EXPECT_EQ(source_of(folder_ / "bundled" / "none.so", settings_), Source::bundled);
  EXPECT_EQ(source_of(folder_ / "elsewhere" / "none.so", settings_), Source::option);
}

TEST_F(SearchPath, FindsTheFirstEvenIfItIsBroken) {
  put("bundled", "alpha");
  write(folder_ / "option" / "alpha.so", "text");
  const auto candidate = find_driver(settings_, "alpha");
  ASSERT_TRUE(candidate.ok());
  EXPECT_EQ(candidate->file, folder_ / "option" / "alpha.so");
  ASSERT_TRUE(candidate->refusal);
  EXPECT_EQ(candidate->refusal->message(),
            "/run/drivers_test/option/alpha.so is not a mydocker driver: not an ELF file (4 "
            "bytes)");
}

TEST_F(SearchPath, KeepsTheNamesOfBundledDrivers) {
  put("option", "bridge");
  put("bundled", "bridge");
  EXPECT_EQ(found("bridge"), "bundled/bridge.so");
  EXPECT_EQ(scanned(), (std::vector<std::string>{"option/bridge.so refused", "bundled/bridge.so"}));
  const auto refusal =
      inspect_file(folder_ / "option" / "bridge.so", Source::option, settings_).refusal;
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->message(),
            "/run/drivers_test/option/bridge.so: the name \"bridge\" is reserved for a driver "
            "of mydocker");
  ASSERT_EQ(refusal->hints().size(), 1U);
  EXPECT_EQ(refusal->hints()[0],
            "rename the driver, or list \"bridge\" under override_drivers in the configuration");
}

TEST_F(SearchPath, GivesThemAwayWhereTheConfigurationAllowsIt) {
  put("option", "bridge");
  put("bundled", "bridge");
  settings_.overridable = {"bridge"};
  EXPECT_EQ(found("bridge"), "option/bridge.so");
  EXPECT_EQ(scanned(),
            (std::vector<std::string>{"option/bridge.so", "bundled/bridge.so shadowed"}));
}

TEST_F(SearchPath, ShowsTheImpostorWhenTheBundledDriverIsMissing) {
  put("option", "macvlan");
  const auto candidate = find_driver(settings_, "macvlan");
  ASSERT_TRUE(candidate.ok());
  EXPECT_TRUE(candidate->refusal);
}

TEST_F(SearchPath, RefusesAFileOfAnotherNameThanItsDriver) {
  write(folder_ / "option" / "vlan.so", driver_named("vlan-ng"));
  const auto refusal = inspect_file(folder_ / "option" / "vlan.so", Source::option, {}).refusal;
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->message(), "file \"vlan.so\" declares driver \"vlan-ng\"");
  EXPECT_EQ(refusal->hints(), std::vector<std::string>{"rename the file to vlan-ng.so"});
}

TEST_F(SearchPath, PutsTheDriverBeforeTheFaultOfItsPath) {
  put("option", "alpha");
  set_mode(folder_ / "option", 0777);
  const auto refusal = inspect_file(folder_ / "option" / "alpha.so", Source::option, {}).refusal;
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->message(),
            "refusing driver \"alpha\": /run/drivers_test/option is writable by all users (mode "
            "0777)");
  EXPECT_EQ(refusal->kind(), ErrorKind::permission);
}

TEST_F(SearchPath, SaysWhatWasMeantAndWhereItLooked) {
  put("bundled", "macvlan");
  fs::remove(folder_ / "environment");
  const auto missing = find_driver(settings_, "macvlna");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().kind(), ErrorKind::not_found);
  EXPECT_EQ(missing.error().message(), "no driver \"macvlna\"");
  const auto& hints = missing.error().hints();
  ASSERT_EQ(hints.size(), 3U);
  EXPECT_EQ(hints[0], "did you mean \"macvlan\"?");
  EXPECT_TRUE(
      hints[1].starts_with("searched: /run/drivers_test/option (0 drivers), "
                           "/run/drivers_test/environment (absent), "))
      << hints[1];
  EXPECT_TRUE(hints[1].ends_with(", /run/drivers_test/bundled (1 driver)")) << hints[1];
  EXPECT_EQ(hints[2], "see: mydocker driver ls");
}

TEST_F(SearchPath, TakesNoPathForAName) {
  const auto escaped = find_driver(settings_, "../option/alpha");
  ASSERT_FALSE(escaped.ok());
  EXPECT_EQ(escaped.error().kind(), ErrorKind::invalid_argument);
  EXPECT_EQ(escaped.error().message(),
            "driver name \"../option/alpha\": use a-z, 0-9 and \"-\", start with a letter, at most "
            "32 characters");
  EXPECT_FALSE(find_driver(settings_, "").ok());
  EXPECT_FALSE(find_driver(settings_, "Foo").ok());
  EXPECT_FALSE(find_driver(settings_, std::string(33, 'a')).ok());
}

class EnvironmentFolders : public ::testing::Test {
 protected:
  void SetUp() override { TearDown(); }
  void TearDown() override {
    for (const char* name : {"MYDOCKER_DRIVER_PATH", "SUDO_UID", "PKEXEC_UID", "DOAS_USER"})
      ::unsetenv(name);
  }
  static void set(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }

  std::string notice_ = "from before";
};

TEST_F(EnvironmentFolders, AreSplitAtColons) {
  set("MYDOCKER_DRIVER_PATH", ":/opt/a::/opt/b:");
  EXPECT_EQ(environment_folders(notice_), (std::vector<std::string>{"/opt/a", "/opt/b"}));
  EXPECT_EQ(notice_, "");
}

TEST_F(EnvironmentFolders, AreNoneWhenTheVariableIsNotSet) {
  set("SUDO_UID", "4242");
  EXPECT_TRUE(environment_folders(notice_).empty());
  EXPECT_EQ(notice_, "");
}

TEST_F(EnvironmentFolders, AreIgnoredForAnotherUserBehindSudo) {
  set("MYDOCKER_DRIVER_PATH", "/opt/a");
  set("SUDO_UID", "4242");
  EXPECT_TRUE(environment_folders(notice_).empty());
  EXPECT_EQ(notice_,
            "MYDOCKER_DRIVER_PATH is ignored, because the command was started through sudo by uid "
            "\"4242\"");
}

TEST_F(EnvironmentFolders, AreTakenWhenSudoLedFromOurselves) {
  set("MYDOCKER_DRIVER_PATH", "/opt/a");
  set("SUDO_UID", std::to_string(::getuid()));
  EXPECT_EQ(environment_folders(notice_), std::vector<std::string>{"/opt/a"});
}

TEST_F(EnvironmentFolders, AreIgnoredBehindPkexecAndDoasToo) {
  set("MYDOCKER_DRIVER_PATH", "/opt/a");
  set("PKEXEC_UID", "0x0");
  EXPECT_TRUE(environment_folders(notice_).empty());
  EXPECT_NE(notice_.find("through pkexec by uid \"0x0\""), std::string::npos) << notice_;
  ::unsetenv("PKEXEC_UID");
  set("DOAS_USER", "no such user");
  EXPECT_TRUE(environment_folders(notice_).empty());
  EXPECT_NE(notice_.find("through doas by user \"no such user\""), std::string::npos) << notice_;
}

}  // namespace search_path_test
}  // namespace mydocker::drivers

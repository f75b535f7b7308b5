#include "settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace mydocker::cli {
namespace {

namespace fs = std::filesystem;

TEST(Settings, HaveDefaults) {
  const auto settings = settings_from({});
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->state_dir, "/var/lib/mydocker/network");
  EXPECT_EQ(settings->run_dir, "/run/mydocker/network");
  EXPECT_TRUE(settings->driver_dirs.empty());
  EXPECT_FALSE(settings->config_file.has_value());
}

TEST(Settings, PutTheRunDirectoryIntoAGivenStateDirectory) {
  Arguments globals;
  globals.add_option("state-dir", {"/s"});
  const auto settings = settings_from(globals);
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->state_dir, "/s");
  EXPECT_EQ(settings->run_dir, "/s/run");
}

TEST(Settings, TakeAGivenRunDirectoryWithOrWithoutAStateDirectory) {
  Arguments globals;
  globals.add_option("run-dir", {"/r"});
  EXPECT_EQ(settings_from(globals)->run_dir, "/r");
  globals.add_option("state-dir", {"/s"});
  EXPECT_EQ(settings_from(globals)->run_dir, "/r");
  EXPECT_EQ(settings_from(globals)->state_dir, "/s");
}

TEST(Settings, MakePathsAbsolute) {
  Arguments globals;
  globals.add_option("state-dir", {"s"});
  globals.add_option("driver-dir", {"a"});
  globals.add_option("driver-dir", {"/b"});
  globals.add_option("config", {"./c"});
  const auto settings = settings_from(globals);
  ASSERT_TRUE(settings.ok());
  const fs::path here = fs::current_path();
  EXPECT_EQ(settings->state_dir, here / "s");
  EXPECT_THAT(settings->driver_dirs, ::testing::ElementsAre(here / "a", "/b"));
  EXPECT_EQ(fs::path(*settings->config_file).lexically_normal(), here / "c");
}

TEST(Settings, RefuseAnEmptyPath) {
  Arguments globals;
  globals.add_option("state-dir", {""});
  const auto settings = settings_from(globals);
  ASSERT_FALSE(settings.ok());
  EXPECT_EQ(settings.error().message(), "option \"--state-dir\": the path is empty");
}

TEST(Settings, AreSaidLineByLine) {
  Arguments globals;
  globals.add_option("state-dir", {"/s"});
  globals.add_option("driver-dir", {"/d"});
  globals.add_option("config", {"/c"});
  EXPECT_THAT(
      settings_lines(*settings_from(globals)),
      ::testing::ElementsAre("network definitions are stored in /s/definitions.db",
                             "endpoints are stored in /s/run/runtime.db",
                             "drivers are searched in /d first", "the configuration is /c"));
}

TEST(Verbosity, OfQuietAndDebugIsQuiet) {
  Arguments globals;
  EXPECT_EQ(verbosity_from(globals, false), base::Verbosity::steps);
  EXPECT_EQ(verbosity_from(globals, true), base::Verbosity::commands);
  globals.add_option("debug", {});
  EXPECT_EQ(verbosity_from(globals, true), base::Verbosity::debug);
  globals.add_option("quiet", {});
  EXPECT_EQ(verbosity_from(globals, true), base::Verbosity::quiet);
}

}  // namespace
}  // namespace mydocker::cli

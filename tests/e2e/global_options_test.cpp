// The global options.
#include <gtest/gtest.h>

#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace {

TEST(GlobalOptions, DebugSaysWhichFilesAreUsed) {
  const Mydocker mydocker;
  const auto& dir = mydocker.state_dir();
  EXPECT_EQ(mydocker.line("network ls").err, "");
  EXPECT_EQ(mydocker.line("network ls --debug").err,
            "debug: network definitions are stored in " + dir + "/definitions.db\n" +
                "debug: endpoints are stored in " + dir + "/run/runtime.db\n");
  EXPECT_EQ(mydocker.line("-q network ls --debug").err, "");
}

TEST(GlobalOptions, ALineWithoutACommandPrintsTheHelp) {
  const Mydocker mydocker;
  const std::pair<const char*, const char*> lines[] = {
      {"", "--help"},
      {"network", "network --help"},
      {"network ip", "network ip --help"},
      {"network port", "network port --help"},
      {"help", "--help"},
      {"network help", "network --help"},
      {"help network create", "network create --help"}};
  for (const auto& [line, same] : lines) {
    const auto outcome = mydocker.line(line);
    EXPECT_EQ(outcome.code, 0) << line;
    EXPECT_EQ(outcome.err, "") << line;
    EXPECT_EQ(outcome.out.substr(0, 15), "Usage: mydocker") << line;
    EXPECT_EQ(outcome.out, mydocker.line(same).out) << line;
  }
}

TEST(GlobalOptions, VersionIsAWordAndAnOption) {
  const Mydocker mydocker;
  const auto version = mydocker.line("--version");
  EXPECT_EQ(version.out.substr(0, 9), "mydocker ");
  for (const char* line : {"version", "-v"}) EXPECT_EQ(mydocker.line(line).out, version.out);
}

}  // namespace
}  // namespace mydocker::testing

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
            "debug: networks are remembered in " + dir + "/definitions.db\n" +
                "debug: endpoints are remembered in " + dir + "/run/runtime.db\n");
  EXPECT_EQ(mydocker.line("-q network ls --debug").err, "");
}

}  // namespace
}  // namespace mydocker::testing

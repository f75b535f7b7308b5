// Commands whose standard output cannot be written, and templates that do not fit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/mydocker.hpp"

namespace mydocker::testing {
namespace lost_output_test {

using ::testing::HasSubstr;

Outcome into_full_device(const Mydocker& mydocker, const std::string& line) {
  return shell(Mydocker::program() + " --state-dir " + mydocker.state_dir() + " " + line +
               " > /dev/full");
}

TEST(LostOutput, OfACompletedChangeIsAnErrorMessageOnly) {
  const Mydocker mydocker;
  ASSERT_EQ(shell("ip netns add lost1").code, 0);
  for (const auto* line :
       {"network create a", "network connect a lost1", "network update a --label x=y",
        "network reload a", "network disconnect a lost1", "network prune --force"}) {
    const auto outcome = into_full_device(mydocker, line);
    EXPECT_EQ(outcome.code, 0) << line << ": " << outcome.err;
    const bool is_silent = std::string(line).find("disconnect") != std::string::npos;
    EXPECT_THAT(outcome.err, HasSubstr(is_silent ? "" : "the change itself is complete")) << line;
  }
  EXPECT_EQ(mydocker.line("network ls -q").out, "");
}

TEST(LostOutput, OfACommandThatOnlyPrintsIsAFailure) {
  const Mydocker mydocker;
  EXPECT_EQ(into_full_device(mydocker, "network ls").code, 1);
  EXPECT_EQ(into_full_device(mydocker, "network create --dry-run a").code, 1);
}

// A reader such as `head` has enough.
TEST(LostOutput, OfAListWhoseReaderHasEndedIsNoMessage) {
  const Mydocker mydocker;
  const auto list = Mydocker::program() + " --state-dir " + mydocker.state_dir() + " network ls";
  const auto outcome = run({"bash", "-c", "exec 3> >(:); wait $!; " + list + " >&3"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.err, "");
}

TEST(TemplateThatDoesNotFit, IsRefusedBeforeAnythingChanges) {
  const Mydocker mydocker;
  ASSERT_EQ(shell("ip netns add lost2").code, 0);
  ASSERT_EQ(mydocker.line("-q network create a").code, 0);
  for (const auto* format :
       {"{{.Nope}}", "{{range .Addresses}}{{.Nope}}{{end}}", "{{.Engine.Nope}}",
        "{{range $port, $hosts := .Ports}}{{range $hosts}}{{.Nope}}{{end}}{{end}}"}) {
    const auto outcome = mydocker({"network", "connect", "a", "lost2", "--format", format});
    EXPECT_EQ(outcome.code, 125) << format;
    EXPECT_THAT(outcome.err, HasSubstr("template: ")) << format;
  }
  EXPECT_EQ(mydocker.line("network verify --repair --format {{.Nope}}").code, 125);
  EXPECT_EQ(mydocker.line("network inspect a --format {{.Nope}}").code, 125);
  EXPECT_EQ(mydocker({"network", "inspect", "a", "-f", "{{len .Containers}}"}).out, "0\n");
}

// The index of a list depends on the container. The container is connected, so this is no failure.
TEST(TemplateThatDoesNotFit, ThisContainerDoesNotUndoTheConnection) {
  const Mydocker mydocker;
  ASSERT_EQ(shell("ip netns add lost3").code, 0);
  ASSERT_EQ(mydocker.line("-q network create a").code, 0);
  const auto outcome =
      mydocker({"-q", "network", "connect", "a", "lost3", "--format", "{{index .Addresses 7}}"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("the container is connected"));
  EXPECT_EQ(mydocker({"network", "inspect", "a", "-f", "{{len .Containers}}"}).out, "1\n");
}

}  // namespace lost_output_test
}  // namespace mydocker::testing

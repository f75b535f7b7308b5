#include "runtime/drivers/run_program.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "unit/drivers/trusted_folder.hpp"

namespace mydocker::drivers {
namespace run_program_test {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class RunProgram : public TrustedFolder {
 protected:
  // Runs the script until it creates the file "ready". Then the command must stop.
  [[nodiscard]] Result<Ended> run_until_ready(const std::string& script) const {
    return run_program(folder_, {"sh", "-c", script}, [&]() -> Result<void> {
      if (!fs::exists(folder_ / "ready")) return {};
      return Error(ErrorKind::kernel, "stopped");
    });
  }
};

TEST_F(RunProgram, ReturnsTheExitCodeAndTheOutput) {
  const auto ended =
      run_program(folder_, {"sh", "-c", "echo said; exit 3"}, []() -> Result<void> { return {}; });
  ASSERT_TRUE(ended.ok());
  EXPECT_EQ(ended.value().code, 3);
  EXPECT_THAT(ended.value().output, HasSubstr("said"));
}

TEST_F(RunProgram, EndsAProgramBySigtermIfTheCommandMustStop) {
  const auto ended =
      run_until_ready("trap ': > ended; exit' TERM; : > ready; while :; do sleep 0.1; done");
  EXPECT_FALSE(ended.ok());
  EXPECT_TRUE(fs::exists(folder_ / "ended"));
}

// The script ends by itself after half a minute. So this test ends also if nothing kills it.
TEST_F(RunProgram, KillsAProgramThatIgnoresSigterm) {
  const auto ended = run_until_ready(
      "trap '' TERM; : > ready; i=0; while [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done; "
      ": > survived");
  EXPECT_FALSE(ended.ok());
  EXPECT_FALSE(fs::exists(folder_ / "survived"));
}

}  // namespace run_program_test
}  // namespace mydocker::drivers

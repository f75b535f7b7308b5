// The program mydocker-driver-test. `mydocker driver test` starts it with the same command line.
#include <algorithm>
#include <exception>

#include "command_line.hpp"
#include "driver_test/run_checks.hpp"
#include "output/standard_streams.hpp"
#include "process.hpp"
#include "settings.hpp"

namespace {

using namespace mydocker;       // NOLINT(google-build-using-namespace): this is the program
using namespace mydocker::cli;  // NOLINT(google-build-using-namespace)

int usage_error(const Error& error) {
  print_error(error);
  return kExitUsage;
}

int run(const std::vector<std::string>& words, StandardOutput& output) {
  const auto line = parse_command_line(words);
  if (!line) return usage_error(line.error());
  if (line->command == nullptr || line->command->name != "test")
    return usage_error(Error(ErrorKind::invalid_argument, "this program runs only driver test")
                           .hint("mydocker driver test ./NAME.so"));
  auto settings = settings_from(line->globals);
  if (!settings) return usage_error(settings.error());
  base::SpdlogStepLog log(verbosity_from(line->globals, false));
  apply::FaultHook faults;
  app::Runtime runtime(std::move(*settings), log, faults);
  CommandContext context(runtime, output);
  return driver_test::run_driver_test(context, line->arguments);
}

}  // namespace

int main(int argc, char** argv) {
  init_process();
  StandardOutput output;
  int code = kExitFailed;
  try {
    code = run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc), output);
  } catch (const std::exception& defect) {
    print_error(Error(ErrorKind::internal, std::string("internal error: ") + defect.what()));
  }
  exit_process(check_output(output, code));
}

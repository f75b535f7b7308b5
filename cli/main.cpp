// The program mydocker: parses the command line, runs the command, and returns its exit code.
#include <algorithm>
#include <exception>
#include <new>

#include "command.hpp"
#include "command_context.hpp"
#include "command_line.hpp"
#include "completion/candidates.hpp"
#include "output/help.hpp"
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

int run_command(const CommandLine& line, StandardOutput& output) {
  auto settings = settings_from(line.globals);
  if (!settings) return usage_error(settings.error());
  auto faults = fault_hook();
  if (!faults) return usage_error(faults.error());
  const auto verbosity = verbosity_from(line.globals, line.arguments.has(kVerbose.name));
  base::SpdlogStepLog log(verbosity);
  if (verbosity == base::Verbosity::debug)
    for (const auto& where : settings_lines(*settings)) log.debug(where);
  // The object is never destroyed: the process exits anyway, and destructors would only take time.
  auto* runtime = new app::Runtime(std::move(*settings), log, *faults);
  CommandContext context(*runtime, output);
  return line.command->run(context, line.arguments);
}

std::string help_for(const CommandLine& line) {
  if (line.command != nullptr) return help_text(*line.command);
  if (line.subgroup != nullptr) return help_text(*line.group, *line.subgroup);
  return line.group != nullptr ? help_text(*line.group) : help_text();
}

// An internal command that the completion scripts of the shells call. It is not in the command
// table.
constexpr std::string_view kComplete = "__complete";

int run(const std::vector<std::string>& words, StandardOutput& output) {
  if (!words.empty() && words.front() == kComplete) {
    output.print(completion_answer({words.begin() + 1, words.end()}));
    return kExitDone;
  }
  const auto line = parse_command_line(words);
  if (!line) return usage_error(line.error());
  if (line->purpose == Purpose::run) return run_command(*line, output);
  output.print(line->purpose == Purpose::help ? help_for(*line)
                                              : "mydocker " MYDOCKER_VERSION "\n");
  return kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  init_process();
  StandardOutput output;
  int code = kExitUnfinished;
  try {
    code = run(std::vector<std::string>(argv + std::min(argc, 1), argv + argc), output);
  } catch (const std::bad_alloc&) {
    print_error(Error(ErrorKind::internal, "there is not enough memory")
                    .hint("free memory or raise the limit (ulimit -v), then run the same command "
                          "again; it completes a change or rolls it back"));
  } catch (const std::exception& defect) {
    print_error(Error(ErrorKind::internal, std::string("internal error: ") + defect.what())
                    .hint("run the same command again; the next command completes a change or "
                          "rolls it back"));
  }
  exit_process(check_output(output, code));
}

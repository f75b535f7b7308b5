// The command `mydocker driver test`: its options. It starts the program mydocker-driver-test,
// which runs the checks (cli/driver_test).
#include <unistd.h>
#include <cerrno>
#include <fstream>

#include "command_context.hpp"
#include "commands.hpp"
#include "runtime/base/errno_text.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kTestOperands[] = {{.placeholder = "FILE", .count = Count::any}};

constexpr std::string_view kLevels[] = {"1", "2", "3", "4", "5"};

constexpr Option kTestOptions[] = {
    {.name = "list", .help = "List the checks; run none"},
    {.name = "explain",
     .takes = Takes::value,
     .placeholder = "ID",
     .help = "Explain one check; run none"},
    {.name = "only",
     .takes = Takes::values,
     .placeholder = "ID,...",
     .help = "Run only these checks"},
    {.name = "skip", .takes = Takes::values, .placeholder = "ID,...", .help = "Skip these checks"},
    {.name = "level",
     .takes = Takes::value,
     .placeholder = "N",
     .help = "Last level: 1 file, 2 loading, 3 plans, 4 kernel, 5 failures (default)",
     .values = kLevels},
    {.name = "option",
     .letter = 'o',
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "A driver option for the test networks"},
    {.name = "seed",
     .takes = Takes::value,
     .placeholder = "N",
     .help = "Seed for the random combinations of options (default 1)"},
    {.name = "deadline",
     .takes = Takes::value,
     .placeholder = "SECONDS",
     .help = "Time limit of one check on a fast machine (default 60)"},
    {.name = "json", .help = "Print the results as JSON"},
    {.name = "junit", .help = "Print the results as JUnit XML"},
    {.name = "tap", .help = "Print the results in TAP (Test Anything Protocol)"},
};

// Returns the command line of this process (proc(5)). The program mydocker-driver-test parses it
// again.
std::vector<std::string> own_words() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

int start_driver_test(CommandContext& context, const Arguments& /*arguments*/) {
  const auto program = app::Runtime::driver_test_program();
  if (!program) return context.fail(program.error());
  auto words = own_words();
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(program->c_str(), arguments.data());
  return context.fail(base::errno_error("start " + program->native(), errno));
}

}  // namespace

constinit const Command kTest{
    .group = "driver",
    .name = "test",
    .aliases = {},
    .summary = "Test a driver file with the conformance kit",
    .operands = kTestOperands,
    .options = kTestOptions,
    .example =
        "  mydocker driver test ./vlan.so\n"
        "  mydocker driver test --list\n"
        "  mydocker driver test --explain P43\n"
        "  mydocker driver test ./vlan.so --only S05,P17 -o parent=eth1\n",
    .run = start_driver_test,
    .description =
        "Each check runs in its own process. As root it also runs in new network, mount and "
        "process namespaces. So the host's network and files are not changed. The file does not "
        "have to be installed or owned by root. The command always runs the code of the file. The "
        "exit status is 0 if no check failed, otherwise 1.",
};

}  // namespace mydocker::cli::driver

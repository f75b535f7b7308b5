// mydocker completion fish
#include "command_context.hpp"
#include "completion/commands.hpp"

namespace mydocker::cli::completion {
namespace {

constexpr std::string_view kFishScript =
    R"sh(# fish completion for mydocker; the answers come from mydocker itself
function __mydocker_complete
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    $words[1] __complete $words[2..-1] "$current" 2>/dev/null
end
complete --command mydocker --no-files --arguments '(__mydocker_complete)'
)sh";

int run_fish(CommandContext& context, const Arguments& /*arguments*/) {
  context.print(kFishScript);
  return 0;
}

}  // namespace

constinit const Command kFish{
    .group = "completion",
    .name = "fish",
    .aliases = {},
    .summary = "Print the completion script for fish",
    .operands = {},
    .options = {},
    .example = "  mydocker completion fish | source\n",
    .run = run_fish,
};

}  // namespace mydocker::cli::completion

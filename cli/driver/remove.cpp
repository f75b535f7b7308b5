// mydocker driver rm
#include "driver/change.hpp"
#include "driver/commands.hpp"
#include "verbose_option.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr std::string_view kRemoveAliases[] = {"remove", "uninstall"};

constexpr Operand kRemoveOperands[] = {{.placeholder = "DRIVER", .count = Count::one_or_more}};

constexpr Option kRemoveOptions[] = {
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

int run_remove(CommandContext& context, const Arguments& arguments) {
  return change_each(context, arguments, &app::Runtime::remove_driver);
}

}  // namespace

constinit const Command kRemove{
    .group = "driver",
    .name = "rm",
    .aliases = kRemoveAliases,
    .summary = "Remove drivers that were installed with driver install",
    .operands = kRemoveOperands,
    .options = kRemoveOptions,
    .example = "  mydocker driver rm lan\n",
    .run = run_remove,
    .description =
        "Removes the file from the first --driver-dir, or from /usr/local/lib/mydocker/drivers. "
        "Containers can still be disconnected from its networks, and the networks can be removed. "
        "New connections are refused.",
};

}  // namespace mydocker::cli::driver

// mydocker driver rm
#include "driver/change.hpp"
#include "driver/commands.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr std::string_view kRemoveAliases[] = {"remove", "uninstall"};

constexpr Operand kRemoveOperands[] = {{.placeholder = "DRIVER", .count = Count::one_or_more}};

constexpr Option kRemoveOptions[] = {
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
};

int run_remove(CommandContext& context, const Arguments& arguments) {
  return change_each(context, arguments, &app::Runtime::remove_driver);
}

}  // namespace

constinit const Command kRemove{
    .group = "driver",
    .name = "rm",
    .aliases = kRemoveAliases,
    .summary = "Remove drivers that driver install has put there",
    .operands = kRemoveOperands,
    .options = kRemoveOptions,
    .example = "  mydocker driver rm lan\n",
    .run = run_remove,
    .description =
        "The file goes from the folder that --driver-dir names first, or from "
        "/usr/local/lib/mydocker/drivers. Networks of the driver can still be disconnected from "
        "and removed; nothing new connects to them.",
};

}  // namespace mydocker::cli::driver

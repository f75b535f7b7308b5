// mydocker driver disable
#include "driver/change.hpp"
#include "driver/commands.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kDisableOperands[] = {{.placeholder = "DRIVER", .count = Count::one_or_more}};

constexpr Option kDisableOptions[] = {
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
};

int run_disable(CommandContext& context, const Arguments& arguments) {
  return change_each(context, arguments, &app::Runtime::disable_driver);
}

}  // namespace

constinit const Command kDisable{
    .group = "driver",
    .name = "disable",
    .aliases = {},
    .summary = "Let nothing new be made with drivers",
    .operands = kDisableOperands,
    .options = kDisableOptions,
    .example = "  mydocker driver disable macvlan\n",
    .run = run_disable,
    .description =
        "Networks of a disabled driver are not made, and nothing connects to those that there are. "
        "They can be disconnected from and removed. A mark in the state directory, below "
        "disabled-drivers, says so until driver enable takes it away.",
};

}  // namespace mydocker::cli::driver

// mydocker driver disable
#include "driver/change.hpp"
#include "driver/commands.hpp"
#include "verbose_option.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kDisableOperands[] = {{.placeholder = "DRIVER", .count = Count::one_or_more}};

constexpr Option kDisableOptions[] = {
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

int run_disable(CommandContext& context, const Arguments& arguments) {
  return change_each(context, arguments, &app::Runtime::disable_driver);
}

}  // namespace

constinit const Command kDisable{
    .group = "driver",
    .name = "disable",
    .aliases = {},
    .summary = "Disable drivers: refuse new networks and connections",
    .operands = kDisableOperands,
    .options = kDisableOptions,
    .example = "  mydocker driver disable macvlan\n",
    .run = run_disable,
    .description =
        "A disabled driver creates no networks and connects no containers. Containers can still be "
        "disconnected, and networks removed. The setting is a file in disabled-drivers/ of the "
        "state directory. driver enable removes it.",
};

}  // namespace mydocker::cli::driver

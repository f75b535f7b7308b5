// mydocker driver enable, and its inverse: mydocker driver disable
#include "command_context.hpp"
#include "commands.hpp"
#include "driver/change.hpp"

namespace mydocker::cli::driver {

// --- mydocker driver enable

namespace {

constexpr Operand kEnableOperands[] = {{.placeholder = "DRIVER", .count = Count::one_or_more}};

constexpr Option kEnableOptions[] = {
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

int run_enable(CommandContext& context, const Arguments& arguments) {
  return change_each(context, arguments, &app::Runtime::enable_driver);
}

}  // namespace

constinit const Command kEnable{
    .group = "driver",
    .name = "enable",
    .aliases = {},
    .summary = "Enable disabled drivers",
    .operands = kEnableOperands,
    .options = kEnableOptions,
    .example = "  mydocker driver enable macvlan\n",
    .run = run_enable,
    .description =
        "Undoes driver disable: the driver can create networks and connect containers again. The "
        "setting applies to all driver files of that name.",
};

// --- mydocker driver disable

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

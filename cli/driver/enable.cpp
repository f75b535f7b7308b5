// mydocker driver enable
#include "driver/change.hpp"
#include "driver/commands.hpp"
#include "verbose_option.hpp"

namespace mydocker::cli::driver {
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

}  // namespace mydocker::cli::driver

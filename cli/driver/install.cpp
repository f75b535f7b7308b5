// mydocker driver install
#include "driver/change.hpp"
#include "driver/commands.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kInstallOperands[] = {{.placeholder = "FILE"}};

constexpr Option kInstallOptions[] = {
    {.name = "allow-downgrade", .help = "Also in the place of a newer version"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
};

int run_install(CommandContext& context, const Arguments& arguments) {
  return print_change(context, context.runtime().install_driver(
                                   {.file = arguments.operands().front(),
                                    .allow_downgrade = arguments.has("allow-downgrade"),
                                    .dry_run = arguments.has("dry-run")}));
}

}  // namespace

constinit const Command kInstall{
    .group = "driver",
    .name = "install",
    .aliases = {},
    .summary = "Put a driver's file among the drivers, after checking it",
    .operands = kInstallOperands,
    .options = kInstallOptions,
    .example = "  mydocker driver install ./build/lan.so\n",
    .run = run_install,
    .description =
        "Into the folder that --driver-dir names first, or /usr/local/lib/mydocker/drivers. The "
        "file "
        "is checked as driver doctor does, but not run: try it with driver doctor and driver test "
        "first. It takes the place of an older version in one step, also while that is in use.",
};

}  // namespace mydocker::cli::driver

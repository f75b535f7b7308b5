// mydocker driver install
#include "driver/change.hpp"
#include "driver/commands.hpp"
#include "verbose_option.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kInstallOperands[] = {{.placeholder = "FILE"}};

constexpr Option kInstallOptions[] = {
    {.name = "allow-downgrade", .help = "Allow replacing a newer version"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
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
    .summary = "Check a driver file and install it",
    .operands = kInstallOperands,
    .options = kInstallOptions,
    .example = "  mydocker driver install ./build/lan.so\n",
    .run = run_install,
    .description =
        "Copies the file into the first --driver-dir, or into /usr/local/lib/mydocker/drivers. The "
        "file is checked as by driver doctor, but not run: run driver doctor and driver test "
        "first. An older version is replaced in one step, also while it is in use.",
};

}  // namespace mydocker::cli::driver

// mydocker driver install, and its inverse: mydocker driver rm
#include "command_context.hpp"
#include "commands.hpp"
#include "driver/change.hpp"

namespace mydocker::cli::driver {

// --- mydocker driver install

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

// --- mydocker driver rm

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

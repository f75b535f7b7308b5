// The commands that install, remove, enable and disable drivers.
#include "command.hpp"
#include "command_context.hpp"
#include "commands.hpp"
#include "output/standard_streams.hpp"
#include "runtime/base/printable.hpp"

namespace mydocker::cli::driver {
namespace {

// Common code of the commands that install, remove, enable and disable drivers.
// Prints what was done (with --dry-run: the script) or the error. Returns the exit code.
inline int print_change(CommandContext& context, const Result<app::DriverChange>& change) {
  if (!change) return context.fail(change.error());
  if (change->script.empty())
    context.report(base::printable(change->did) + "\n");
  else
    context.print(change->script);
  return kExitDone;
}

// Changes each named driver. Returns the worst exit code.
inline int change_each(
    CommandContext& context, const Arguments& arguments,
    Result<app::DriverChange> (app::Runtime::*change)(const app::DriverRequest&)) {
  int code = kExitDone;
  for (const auto& name : arguments.operands()) {
    const auto changed =
        (context.runtime().*change)({.name = name, .dry_run = arguments.has("dry-run")});
    code = worse_exit_code(code, print_change(context, changed));
  }
  return code;
}

}  // namespace

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

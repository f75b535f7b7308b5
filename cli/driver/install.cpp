// mydocker driver install, and its inverse: mydocker driver rm
#include "command_context.hpp"
#include "commands.hpp"
#include "driver/change.hpp"

namespace mydocker::cli::driver {

// --- mydocker driver install

namespace {

constexpr Operand kInstallOperands[] = {{.placeholder = "FILE|URL"}};

constexpr Option kInstallOptions[] = {
    {.name = "allow-downgrade", .help = "Allow replacing a newer version"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    {.name = "public-key",
     .takes = Takes::value,
     .placeholder = "FILE",
     .help = "Verify the signature of the release with this key of its author"},
    {.name = "sha256",
     .takes = Takes::value,
     .placeholder = "SUM",
     .help = "Verify the file by its checksum (64 hex digits)"},
    kVerbose,
};

int run_install(CommandContext& context, const Arguments& arguments) {
  return print_change(context, context.runtime().install_driver(
                                   {.file = arguments.operands().front(),
                                    .public_key = arguments.text("public-key"),
                                    .sha256 = arguments.text("sha256"),
                                    .allow_downgrade = arguments.has("allow-downgrade"),
                                    .dry_run = arguments.has("dry-run")}));
}

}  // namespace

constinit const Command kInstall{
    .group = "driver",
    .name = "install",
    .aliases = {},
    .summary = "Check a driver and install it, from a file or a URL",
    .operands = kInstallOperands,
    .options = kInstallOptions,
    .example =
        "  mydocker driver install ./build/lan.so\n"
        "  mydocker driver install --public-key lan.pub https://example.org/lan-1.0/lan.so\n",
    .run = run_install,
    .description =
        "Copies the file into the first --driver-dir, or into /usr/local/lib/mydocker/drivers. The "
        "file is checked as by driver doctor, but not run: run driver doctor and driver test "
        "first. An older version is replaced in one step, also while it is in use. The "
        "command is refused if a network uses a capability or an option that the new version "
        "lacks.\n\n"
        "A URL must be verified, a file may be. With --public-key, the release has the file "
        "SHA256SUMS and its signature beside the driver: SHA256SUMS.minisig (minisign) or "
        "SHA256SUMS.sig (signify). With --sha256, only the checksum is compared. The programs "
        "curl, minisign and signify-openbsd are needed for this.",
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
        "New connections are refused. A driver with leases or Custom resources stays, because only "
        "the driver can remove them. The command is refused then.",
};

}  // namespace mydocker::cli::driver

// mydocker network export
#include "command_context.hpp"
#include "network/commands.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kExportOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

int run_export(CommandContext& context, const Arguments& arguments) {
  const auto file = context.runtime().export_networks(arguments.operands());
  if (!file) return context.fail(file.error());
  context.print(*file);
  return 0;
}

}  // namespace

constinit const Command kExport{
    .group = "network",
    .name = "export",
    .aliases = {},
    .summary = "Print network definitions (default: all) as a file for network apply",
    .operands = kExportOperands,
    .options = {},
    .example = "  mydocker network export web db > networks.yaml\n",
    .run = run_export,
    .description =
        "Options with the driver's default value are omitted. Applying the output with network "
        "apply changes nothing.",
};

}  // namespace mydocker::cli::network

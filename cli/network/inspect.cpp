// The commands that show one network.
#include "command_context.hpp"
#include "commands.hpp"
#include "output/document.hpp"
#include "output/document_format.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::network {

// --- mydocker network inspect

namespace {

constexpr Operand kInspectOperands[] = {{.placeholder = "NETWORK", .count = Count::one_or_more}};

constexpr Option kInspectOptions[] = {
    {.name = "format",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help =
         "Output format: json, yaml, or a template such as '{{.Name}}' (default: indented JSON)"},
    {.name = "verbose",
     .letter = 'v',
     .help =
         "Also show plans, their reasons and the host facts, for the network and each container"},
};

int run_inspect(CommandContext& context, const Arguments& arguments) {
  const auto format = DocumentFormat::from(arguments, network_shape());
  if (!format) return context.usage_error(format.error());
  const auto detail = arguments.has("verbose") ? Detail::verbose : Detail::usual;
  int code = kExitDone;
  std::vector<Json> found;
  for (const auto& name : arguments.operands()) {
    const auto report = context.runtime().inspect_network(name);
    if (report) {
      found.push_back(network_json(*report, detail));
    } else {
      code = worse_exit_code(code, context.fail(report.error()));
    }
  }
  const auto text = format->text(found);
  if (!text) return context.usage_error(text.error());  // the template does not fit
  context.print(*text);
  return code;
}

}  // namespace

constinit const Command kInspect{
    .group = "network",
    .name = "inspect",
    .aliases = {},
    .summary = "Show details of networks",
    .operands = kInspectOperands,
    .options = kInspectOptions,
    .example =
        "  mydocker network inspect web db\n"
        "  mydocker network inspect -f '{{range .Containers}}{{.Name}} {{end}}' web\n",
    .run = run_inspect,
};

// --- mydocker network export

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

// --- mydocker network exists

namespace {

constexpr Operand kExistsOperands[] = {{.placeholder = "NETWORK"}};

int run_exists(CommandContext& context, const Arguments& arguments) {
  const auto exists = context.runtime().network_exists(arguments.operands().front());
  if (!exists.ok()) {
    (void)context.fail(exists.error());
    return kExitUsage;  // as in Podman; 1 means "not found"
  }
  return *exists ? kExitDone : kExitFailed;
}

}  // namespace

constinit const Command kExists{
    .group = "network",
    .name = "exists",
    .aliases = {},
    .summary =
        "Check whether a network exists; exit status: 0 yes, 1 no, 125 could not be determined",
    .operands = kExistsOperands,
    .options = {},
    .example = "  mydocker network exists web || mydocker network create web\n",
    .run = run_exists,
};

}  // namespace mydocker::cli::network

// mydocker network inspect
#include "command_context.hpp"
#include "commands.hpp"
#include "output/document.hpp"
#include "output/document_format.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::network {
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
  if (!text) return context.usage_error(text.error());  // a field of the template does not exist
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

}  // namespace mydocker::cli::network

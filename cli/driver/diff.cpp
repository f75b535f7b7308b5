// mydocker driver diff
#include <algorithm>

#include "command_context.hpp"
#include "commands.hpp"
#include "output/document_format.hpp"
#include "output/driver_text.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kDiffOperands[] = {{.placeholder = "DRIVER|FILE"}};

constexpr std::string_view kDiffFormats[] = {"text", "json", "yaml"};

constexpr Option kDiffOptions[] = {
    {.name = "format",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help = "Output format: text (default), json, yaml, or a template such as '{{.Network}} "
             "{{.Same}}'",
     .values = kDiffFormats},
};

int run_diff(CommandContext& context, const Arguments& arguments) {
  const bool text = arguments.text("format").value_or("text") == "text";
  const auto format =
      DocumentFormat::from(text ? Arguments{} : arguments, driver_diff_shape(), kDiffFormats);
  if (!format) return context.usage_error(format.error());
  const auto reports = context.runtime().diff_plans(arguments.operands().front());
  if (!reports) return context.fail(reports.error());
  const auto said = answer(*reports, text ? nullptr : &*format, driver_diff_text, driver_diff_json);
  if (!said) return context.usage_error(said.error());  // a field of the template does not exist
  context.print(*said);
  return std::ranges::all_of(*reports, &app::DriverDiffReport::is_same) ? kExitDone : kExitFailed;
}

}  // namespace

constinit const Command kDiff{
    .group = "driver",
    .name = "diff",
    .aliases = {},
    .summary = "Show what a new driver version would change for existing networks",
    .operands = kDiffOperands,
    .options = kDiffOptions,
    .example =
        "  mydocker driver diff ./build/lan.so\n"
        "  mydocker driver diff bridge\n",
    .run = run_diff,
    .description =
        "Plans the active networks and their containers again with the given driver file. The "
        "input is the stored one: the definition, the container, and the host facts of the first "
        "plan. The output shows what another driver version would change. Nothing is changed. The "
        "exit status is 1 if a plan differs.",
};

}  // namespace mydocker::cli::driver

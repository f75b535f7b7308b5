// mydocker driver diff
#include <algorithm>

#include "command_context.hpp"
#include "driver/commands.hpp"
#include "output/document_format.hpp"
#include "output/driver_diff.hpp"
#include "output/error_text.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kReplayOperands[] = {{.placeholder = "DRIVER|FILE"}};

constexpr std::string_view kReplayFormats[] = {"text", "json", "yaml"};

constexpr Option kReplayOptions[] = {
    {.name = "format",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help = "text (default), json, yaml, or a template as '{{.Network}} {{.Same}}'",
     .values = kReplayFormats},
};

int run_replay(CommandContext& context, const Arguments& arguments) {
  const bool text = arguments.text("format").value_or("text") == "text";
  const auto format =
      DocumentFormat::from(text ? Arguments{} : arguments, driver_diff_shape(), kReplayFormats);
  if (!format) return context.usage_error(format.error());
  const auto reports = context.runtime().diff_plans(arguments.operands().front());
  if (!reports) return context.fail(reports.error());
  const auto said = answer(*reports, text ? nullptr : &*format, driver_diff_text, driver_diff_json);
  if (!said) return context.fail(said.error());
  context.print(*said);
  return std::ranges::all_of(*reports, &app::DriverDiffReport::is_same) ? kExitDone : kExitFailed;
}

}  // namespace

constinit const Command kDiff{
    .group = "driver",
    .name = "diff",
    .aliases = {},
    .summary = "See what a driver's file would plan otherwise for the networks that there are",
    .operands = kReplayOperands,
    .options = kReplayOptions,
    .example =
        "  mydocker driver diff ./build/lan.so\n"
        "  mydocker driver diff bridge\n",
    .run = run_replay,
    .description =
        "Networks in the kernel, and the containers on them, are planned again from what was "
        "written down when they were made: the definition, the container, and what the driver was "
        "told of the host. So it can be seen what another version of a driver would change before "
        "it is installed. Nothing is changed. Ends with 1 if a plan is not the same.",
};

}  // namespace mydocker::cli::driver

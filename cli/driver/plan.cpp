// The commands that show plans of a driver's file.
#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>

#include "command_context.hpp"
#include "commands.hpp"
#include "output/document_format.hpp"
#include "output/driver_text.hpp"
#include "output/standard_streams.hpp"
#include "runtime/base/errno_text.hpp"
#include "runtime/base/printable.hpp"
#include "runtime/base/quoted.hpp"

namespace mydocker::cli::driver {

// --- mydocker driver plan

namespace {

constexpr Operand kPlanOperands[] = {{.placeholder = "DRIVER|FILE"}};

constexpr Option kPlanOptions[] = {
    {.name = "request",
     .takes = Takes::value,
     .placeholder = "FILE",
     .help = "The request document (JSON)"},
    {.name = "json", .help = "Print the plan as JSON"},
};

Result<std::string> content_of(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) return base::errno_error("read " + base::quoted(name), errno);
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

int run_plan(CommandContext& context, const Arguments& arguments) {
  const auto name = arguments.text("request");
  if (!name)
    return context.usage_error(Error(ErrorKind::invalid_argument, "missing option --request FILE")
                                   .hint("mydocker driver plan ./lan.so --request request.json"));
  const auto request = content_of(*name);
  if (!request) return context.fail(request.error());
  const auto reply = context.runtime().plan_request(arguments.operands().front(), *request);
  if (!reply) return context.fail(reply.error());
  if (arguments.has("json")) {
    context.print(reply->document + "\n");
    return 0;
  }
  for (const auto& line : reply->lines) context.print(base::printable(line) + "\n");
  return 0;
}

}  // namespace

constinit const Command kPlan{
    .group = "driver",
    .name = "plan",
    .aliases = {},
    .summary = "Show a driver's plan for a request document",
    .operands = kPlanOperands,
    .options = kPlanOptions,
    .example =
        "  mydocker driver plan ./lan.so --request request_plan_network.json\n"
        "  mydocker driver plan bridge --request request_plan_network.json --json\n",
    .run = run_plan,
    .description =
        "Loads the driver like other commands, sends it the document, and prints the plan. Nothing "
        "is carried out, and root is not needed. The SDK installs example documents in "
        "share/mydocker-sdk/requests.",
};

// --- mydocker driver diff

namespace {

constexpr Operand kReplayOperands[] = {{.placeholder = "DRIVER|FILE"}};

constexpr std::string_view kReplayFormats[] = {"text", "json", "yaml"};

constexpr Option kReplayOptions[] = {
    {.name = "format",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help = "Output format: text (default), json, yaml, or a template such as '{{.Network}} "
             "{{.Same}}'",
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
  if (!said) return context.usage_error(said.error());  // the template does not fit
  context.print(*said);
  return std::ranges::all_of(*reports, &app::DriverDiffReport::is_same) ? kExitDone : kExitFailed;
}

}  // namespace

constinit const Command kDiff{
    .group = "driver",
    .name = "diff",
    .aliases = {},
    .summary = "Show what a new driver version would change for existing networks",
    .operands = kReplayOperands,
    .options = kReplayOptions,
    .example =
        "  mydocker driver diff ./build/lan.so\n"
        "  mydocker driver diff bridge\n",
    .run = run_replay,
    .description =
        "Plans the active networks and their containers again with the given driver file. The "
        "input is the stored one: the definition, the container, and the host facts of the first "
        "plan. The output shows what another driver version would change, before it is installed. "
        "Nothing is changed. The exit status is 1 if a plan differs.",
};

}  // namespace mydocker::cli::driver

// mydocker driver inspect
#include "driver/commands.hpp"
#include "output/document.hpp"
#include "output/driver_text.hpp"
#include "runtime/base/quoted.hpp"
#include "session.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kOperands[] = {{.placeholder = "DRIVER|FILE"}};

constexpr std::string_view kFormats[] = {"text", "json"};

constexpr Option kOptions[] = {
    {.name = "format",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help = "text (default) or json",
     .values = kFormats},
};

int run(Session& session, const Arguments& arguments) {
  const std::string format = arguments.text("format").value_or("text");
  if (format != "text" && format != "json")
    return session.misuse(
        Error(ErrorKind::invalid_argument, "unknown format " + base::quoted(format))
            .hint("--format text or --format json"));
  const auto report = session.runtime().inspect_driver(arguments.operands().front());
  if (!report) return session.fail(report.error());
  if (report->manifest)
    session.print(format == "json" ? driver_document(*report) : driver_text(*report));
  return report->refusal ? session.fail(*report->refusal) : 0;
}

}  // namespace

constinit const Command kInspect{
    .group = "driver",
    .name = "inspect",
    .aliases = {},
    .summary = "Print all that a driver says about itself, its options above all",
    .operands = kOperands,
    .options = kOptions,
    .example = "  mydocker driver inspect bridge\n",
    .run = run,
};

}  // namespace mydocker::cli::driver

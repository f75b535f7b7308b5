// mydocker driver replay
#include <algorithm>

#include "driver/commands.hpp"
#include "output/document_format.hpp"
#include "output/error_text.hpp"
#include "output/replay.hpp"
#include "session.hpp"

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

int run_replay(Session& session, const Arguments& arguments) {
  const bool text = arguments.text("format").value_or("text") == "text";
  const auto format =
      DocumentFormat::from(text ? Arguments{} : arguments, replay_shape(), kReplayFormats);
  if (!format) return session.misuse(format.error());
  const auto reports = session.runtime().replay_plans(arguments.operands().front());
  if (!reports) return session.fail(reports.error());
  const auto said = answer(*reports, text ? nullptr : &*format, replay_text, replay_json);
  if (!said) return session.fail(said.error());
  session.print(*said);
  return std::ranges::all_of(*reports, &app::ReplayReport::is_same) ? kExitDone : kExitFailed;
}

}  // namespace

constinit const Command kReplay{
    .group = "driver",
    .name = "replay",
    .aliases = {},
    .summary = "See what a driver's file would plan otherwise for the networks that there are",
    .operands = kReplayOperands,
    .options = kReplayOptions,
    .example =
        "  mydocker driver replay ./build/lan.so\n"
        "  mydocker driver replay bridge\n",
    .run = run_replay,
    .description =
        "Networks in the kernel, and the containers on them, are planned again from what was "
        "written down when they were made: the definition, the container, and what the driver was "
        "told of the host. So it can be seen what another version of a driver would change before "
        "it is installed. Nothing is changed. Ends with 1 if a plan is not the same.",
};

}  // namespace mydocker::cli::driver

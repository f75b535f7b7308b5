// mydocker driver doctor
#include "command_context.hpp"
#include "driver/commands.hpp"
#include "output/diagnosis.hpp"
#include "output/document_format.hpp"
#include "output/error_text.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kDoctorOperands[] = {{.placeholder = "DRIVER|FILE", .count = Count::any}};

constexpr std::string_view kDoctorFormats[] = {"text", "json", "yaml"};

constexpr Option kDoctorOptions[] = {
    {.name = "format",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help = "text (default), json, yaml, or a template as '{{.Name}} {{.Healthy}}'",
     .values = kDoctorFormats},
};

int run_doctor(CommandContext& context, const Arguments& arguments) {
  const bool text = arguments.text("format").value_or("text") == "text";
  const auto format =
      DocumentFormat::from(text ? Arguments{} : arguments, diagnosis_shape(), kDoctorFormats);
  if (!format) return context.usage_error(format.error());
  const auto found = context.runtime().diagnose_drivers(arguments.operands());
  if (!found) return context.fail(found.error());
  const auto said = answer(*found, text ? nullptr : &*format, diagnosis_text, diagnosis_json);
  if (!said) return context.fail(said.error());
  context.print(*said);
  bool healthy = true;
  for (const auto& one : *found) healthy = healthy && is_healthy(one);
  return healthy ? kExitDone : kExitFailed;
}

}  // namespace

constinit const Command kDoctor{
    .group = "driver",
    .name = "doctor",
    .aliases = {},
    .summary = "Make every check of loading, and print what came of each",
    .operands = kDoctorOperands,
    .options = kDoctorOptions,
    .example =
        "  mydocker driver doctor\n"
        "  mydocker driver doctor lan\n"
        "  mydocker driver doctor ./build/lan.so --format json\n",
    .run = run_doctor,
    .description =
        "Without operands: of every driver in the search path. The checks are those that a command "
        "makes before it uses a driver; a command stops at the first that fails, this goes on. "
        "Those "
        "that run the driver do it in a process of its own, and only if nobody else could have "
        "changed the file. Ids stay as they are from version to version. Ends with 1 if a check "
        "has failed.",
};

}  // namespace mydocker::cli::driver

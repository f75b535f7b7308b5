// mydocker driver doctor
#include "command_context.hpp"
#include "commands.hpp"
#include "output/document_format.hpp"
#include "output/driver_text.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kDoctorOperands[] = {{.placeholder = "DRIVER|FILE", .count = Count::any}};

constexpr std::string_view kDoctorFormats[] = {"text", "json", "yaml"};

constexpr Option kDoctorOptions[] = {
    {.name = "format",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help = "Output format: text (default), json, yaml, or a template such as '{{.Name}} "
             "{{.Healthy}}'",
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
  if (!said) return context.usage_error(said.error());  // a field of the template does not exist
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
    .summary = "Check whether drivers can be loaded",
    .operands = kDoctorOperands,
    .options = kDoctorOptions,
    .example =
        "  mydocker driver doctor\n"
        "  mydocker driver doctor lan\n"
        "  mydocker driver doctor ./build/lan.so --format json\n",
    .run = run_doctor,
    .description =
        "Without operands, all drivers in the search path are checked. The checks are those of a "
        "command that uses a driver. A command stops at the first failed check, driver doctor "
        "continues. Some checks run the driver, in a separate process, and only if no other user "
        "can change the file. Check ids do not change between versions. The exit status is 1 if a "
        "check failed.",
};

}  // namespace mydocker::cli::driver

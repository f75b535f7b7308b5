// mydocker driver inspect
#include "command_context.hpp"
#include "commands.hpp"
#include "output/document_format.hpp"
#include "output/driver_text.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr Operand kInspectOperands[] = {
    {.placeholder = "DRIVER|FILE", .count = Count::one_or_more}};

constexpr std::string_view kInspectFormats[] = {"text", "json", "yaml", "man", "md"};

constexpr Option kInspectOptions[] = {
    {.name = "format",
     .letter = 'f',
     .takes = Takes::value,
     .placeholder = "FORMAT",
     .help =
         "Output format: text (default), json, yaml, man, md, or a template such as '{{.Version}}'",
     .values = kInspectFormats},
};

// Returns the function that writes a page in this format: text, man or md. Returns null for json,
// yaml and templates, which DocumentFormat handles.
std::string (*page_for(const std::string& format))(const app::DriverReport&) {
  if (format == "text") return driver_text;
  if (format == "man") return driver_man_page;
  if (format == "md") return driver_markdown;
  return nullptr;
}

// Shows the manifest of a driver, even if the driver is refused. Returns the exit code.
template <class Show>
int inspect(CommandContext& context, const std::string& word, Show show) {
  const auto report = context.runtime().inspect_driver(word);
  if (!report) return context.fail(report.error());
  if (report->manifest) show(*report);
  return report->refusal ? context.fail(*report->refusal) : kExitDone;
}

int run_inspect(CommandContext& context, const Arguments& arguments) {
  const auto page = page_for(arguments.text("format").value_or("text"));
  const auto format = DocumentFormat::from(page != nullptr ? Arguments{} : arguments,
                                           driver_shape(), kInspectFormats);
  if (!format) return context.usage_error(format.error());
  int code = kExitDone;
  std::vector<Json> documents;
  std::string pages;
  for (const auto& word : arguments.operands()) {
    code = worse_exit_code(code, inspect(context, word, [&](const app::DriverReport& report) {
                             if (page == nullptr)
                               documents.push_back(driver_json(report));
                             else
                               pages += (pages.empty() ? "" : "\n") + page(report);
                           }));
  }
  const auto text = page != nullptr ? Result<std::string>(pages) : format->text(documents);
  if (!text) return context.usage_error(text.error());  // a field of the template does not exist
  context.print(*text);
  return code;
}

}  // namespace

constinit const Command kInspect{
    .group = "driver",
    .name = "inspect",
    .aliases = {},
    .summary = "Show details of drivers, with their options",
    .operands = kInspectOperands,
    .options = kInspectOptions,
    .example =
        "  mydocker driver inspect bridge\n"
        "  mydocker driver inspect ./build/lan.so --format json\n"
        "  mydocker driver inspect -f '{{range .Options}}{{.Key}} {{end}}' bridge\n"
        "  mydocker driver inspect bridge --format man | man -l -\n",
    .run = run_inspect,
    .description =
        "A name with a slash or with .so at its end is a file. The file is read, not run.",
};

}  // namespace mydocker::cli::driver

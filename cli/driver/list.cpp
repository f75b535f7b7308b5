// mydocker driver ls
#include "command_context.hpp"
#include "driver/commands.hpp"
#include "driver/filter.hpp"
#include "output/driver_rows.hpp"

namespace mydocker::cli::driver {
namespace {

constexpr std::string_view kListAliases[] = {"list"};

constexpr std::string_view kListFilterKeys[] = {"capability=", "name=", "source=", "state="};

constexpr Option kListOptions[] = {
    list_quiet("Print only names"),
    kListFormat,
    kListNoHeading,
    list_filter("Show only matching drivers; keys: capability, name, source, state",
                kListFilterKeys),
};

int run_list(CommandContext& context, const Arguments& arguments) {
  const auto format = ListFormat::from(arguments, driver_list());
  if (!format) return context.usage_error(format.error());
  const auto filter = Filter::parse(arguments.texts("filter"));
  if (!filter) return context.usage_error(filter.error());
  const auto drivers = context.runtime().list_drivers();
  if (!drivers) return context.fail(drivers.error());
  std::vector<Json> rows;
  for (const auto& report : *drivers)
    if (filter->matches(report)) rows.push_back(driver_row(report));
  return context.print_list(*format, rows);
}

}  // namespace

constinit const Command kList{
    .group = "driver",
    .name = "ls",
    .aliases = kListAliases,
    .summary = "List drivers in search order",
    .operands = {},
    .options = kListOptions,
    .example =
        "  mydocker driver ls --driver-dir ./build\n"
        "  mydocker driver ls --filter state=refused\n"
        "  mydocker driver ls --format '{{.Name}} {{.SdkVersion}}'\n",
    .run = run_list,
};

}  // namespace mydocker::cli::driver

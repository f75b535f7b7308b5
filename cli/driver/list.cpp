// mydocker driver ls
#include <algorithm>

#include "command_context.hpp"
#include "commands.hpp"
#include "driver/filter.hpp"
#include "mydocker/detail/manifest_text.hpp"
#include "output/driver_text.hpp"
#include "runtime/model/filter_terms.hpp"

namespace mydocker::cli::driver {
namespace {

using Words = std::vector<std::string>;

const Words kStates{"ok", "disabled", "shadowed", "refused"};
const Words kCapabilities(detail::kCapabilityNames.begin(), detail::kCapabilityNames.end());
const Words kSources{"option", "environment", "configuration", "local", "bundled"};

template <class Predicate>
bool any(const Words& wanted, Predicate predicate) {
  return wanted.empty() || std::ranges::any_of(wanted, predicate);
}

Result<Words> values_of(const model::FilterTerms& words, std::string_view key, const Words& known) {
  const auto given = words.find(key);
  if (given == words.end()) return Words{};
  MYDOCKER_CHECK(model::check_filter_values(words, key, known));
  return given->second;
}

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
  const auto filter = DriverFilter::parse(arguments.texts("filter"));
  if (!filter) return context.usage_error(filter.error());
  const auto drivers = context.runtime().list_drivers();
  if (!drivers) return context.fail(drivers.error());
  std::vector<Json> rows;
  for (const auto& report : *drivers)
    if (filter->matches(report)) rows.push_back(driver_row(report));
  return context.print_list(*format, rows);
}

}  // namespace

Result<DriverFilter> DriverFilter::parse(const Words& words) {
  MYDOCKER_TRY(const auto given,
               model::read_filter_terms(words, {"capability", "name", "source", "state"}));
  DriverFilter filter;
  MYDOCKER_TRY(filter.names, values_of(given, "name", {}));
  MYDOCKER_TRY(filter.sources, values_of(given, "source", kSources));
  MYDOCKER_TRY(filter.states, values_of(given, "state", kStates));
  MYDOCKER_TRY(filter.capabilities, values_of(given, "capability", kCapabilities));
  return filter;
}

bool DriverFilter::matches(const app::DriverReport& report) const {
  const std::string state = driver_state(report);
  return any(names,
             [&](const auto& part) { return report.name.find(part) != std::string::npos; }) &&
         any(sources, [&](const auto& source) { return report.source == source; }) &&
         any(states, [&](const auto& start) { return state.starts_with(start); }) &&
         any(capabilities, [&](const auto& capability) {
           return report.manifest && report.manifest->has_capability(capability);
         });
}

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

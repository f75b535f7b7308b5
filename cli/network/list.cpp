// mydocker network ls
#include <ctime>

#include "command_context.hpp"
#include "commands.hpp"
#include "output/network_rows.hpp"
#include "output/standard_streams.hpp"
#include "runtime/app/refusal.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kListAliases[] = {"list"};

constexpr std::string_view kListFilterKeys[] = {
    "dangling=", "driver=", "id=", "label=", "label!=", "name=", "scope=", "type=", "until="};

constexpr Option kListOptions[] = {
    list_quiet("Print only ids"),
    kListNoTrunc,
    kListFormat,
    kListNoHeading,
    list_filter("Show only matching networks; keys: dangling, driver, id, label, label!, name, "
                "scope, type, until",
                kListFilterKeys),
};

bool is_in_use(const app::NetworkReport& report) {
  for (const auto& endpoint : report.endpoints)
    if (endpoint.alive) return true;
  return false;
}

// Reads the format: --format, or the default of the configuration.
Result<ListFormat> usual_format(CommandContext& context, Arguments arguments) {
  MYDOCKER_TRY(const auto usual, context.runtime().networks_format());
  if (!usual.empty()) arguments.add_option("format", {usual});
  return ListFormat::from(arguments, network_list()).within("networks_format in the configuration");
}

int run_list(CommandContext& context, const Arguments& arguments) {
  const bool chosen = arguments.has("format") || arguments.has("quiet");
  const auto format =
      chosen ? ListFormat::from(arguments, network_list()) : usual_format(context, arguments);
  if (!format)
    return chosen ? context.usage_error(format.error())
                  : context.fail(app::as_refusal(format.error()));
  const auto filter = model::NetworkFilter::parse(arguments.texts("filter"), std::time(nullptr));
  if (!filter) return context.usage_error(filter.error());

  // Reading endpoints takes time, so they are read only if the filter needs them.
  auto networks = filter->unused.empty() ? context.runtime().list_networks()
                                         : context.runtime().inspect_networks();
  if (!networks) return context.fail(networks.error());
  if (format->needs("NetworkInterface")) context.runtime().find_interfaces(*networks);
  const auto length = arguments.has("no-trunc") ? IdLength::whole : IdLength::short_id;
  const auto shown = [&](const app::NetworkReport& report) {
    return filter->matches(report.network) && filter->matches_use(is_in_use(report));
  };
  if (format->is_table()) {
    std::vector<std::vector<std::string>> cells;
    for (const auto& report : *networks)
      if (shown(report)) cells.push_back(network_cells(report, length, *format));
    context.print(format->table_of(std::move(cells)));
    return kExitDone;
  }
  std::vector<Json> rows;
  for (const auto& report : *networks)
    if (shown(report)) rows.push_back(network_row(report, length, *format));
  return context.print_list(*format, rows);
}

}  // namespace

constinit const Command kList{
    .group = "network",
    .name = "ls",
    .aliases = kListAliases,
    .summary = "List networks",
    .operands = {},
    .options = kListOptions,
    .example =
        "  mydocker network ls --no-trunc\n"
        "  mydocker network ls --filter label=team=blue --format '{{.Name}} {{.Subnet}}'\n"
        "  mydocker network ls --format 'table {{.Name}}\\t{{.Label \"team\"}}'\n",
    .run = run_list,
};

}  // namespace mydocker::cli::network

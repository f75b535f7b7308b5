// mydocker network ip ls
#include <algorithm>

#include "command_context.hpp"
#include "network/commands.hpp"
#include "output/error_text.hpp"
#include "output/network_rows.hpp"
#include "runtime/model/filter_terms.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kIpListAliases[] = {"ip list"};

constexpr Operand kIpListOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

constexpr std::string_view kIpListFilterKeys[] = {"container=", "for=", "network="};

constexpr Option kIpListOptions[] = {
    {.name = "quiet", .letter = 'q', .help = "Print addresses only"},
    kListFormat,
    kListNoHeading,
    {.name = "filter",
     .letter = 'f',
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "Only those that match: container, for (gateway, reserved, container), network",
     .values = kIpListFilterKeys},
};

// Returns true if the row matches each key of the filter. Values of one key are alternatives.
bool is_wanted(const Json& row, const model::FilterTerms& filter) {
  constexpr std::pair<std::string_view, const char*> kFields[] = {
      {"container", "Container"}, {"for", "For"}, {"network", "Network"}};
  return std::ranges::all_of(kFields, [&](const auto& field) {
    const auto values = filter.find(field.first);
    return values == filter.end() ||
           std::ranges::find(values->second, row.at(field.second).template get<std::string>()) !=
               values->second.end();
  });
}

// The named networks, or all networks. `code` gets the exit code of networks that were not found.
Result<std::vector<app::NetworkReport>> networks(CommandContext& context,
                                                 const std::vector<std::string>& names, int& code) {
  if (names.empty()) return context.runtime().inspect_networks();
  std::vector<app::NetworkReport> found;
  for (const auto& name : names) {
    auto report = context.runtime().inspect_network(name);
    if (report) {
      found.push_back(*std::move(report));
    } else {
      code = worse_exit_code(code, context.fail(report.error()));
    }
  }
  return found;
}

int run_ip_list(CommandContext& context, const Arguments& arguments) {
  const auto format = ListFormat::from(arguments, address_list());
  if (!format) return context.usage_error(format.error());
  const auto filter =
      model::read_filter_terms(arguments.texts("filter"), {"container", "for", "network"});
  if (!filter) return context.usage_error(filter.error());
  int code = kExitDone;
  const auto reports = networks(context, arguments.operands(), code);
  if (!reports) return context.fail(reports.error());
  if (reports->empty() && code != kExitDone) return code;  // no headings either
  std::vector<Json> rows;
  for (const auto& report : *reports)
    for (auto& row : address_rows(report))
      if (is_wanted(row, *filter)) rows.push_back(std::move(row));
  return worse_exit_code(code, context.print_list(*format, rows));
}

}  // namespace

constinit const Command kIpList{
    .group = "network",
    .name = "ip ls",
    .aliases = kIpListAliases,
    .summary = "List who holds which address, and since when",
    .operands = kIpListOperands,
    .options = kIpListOptions,
    .example =
        "  mydocker network ip ls web\n"
        "  mydocker network ip ls --filter for=container --format '{{.Address}} {{.Container}}'\n",
    .run = run_ip_list,
};

}  // namespace mydocker::cli::network

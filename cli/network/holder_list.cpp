#include "network/holder_list.hpp"

#include <algorithm>

#include "output/error_text.hpp"
#include "runtime/model/filter_terms.hpp"

namespace mydocker::cli::network {
namespace {

Result<model::FilterTerms> filter_terms(const Arguments& arguments, const HolderList& list) {
  std::vector<std::string> keys;
  for (const auto& filter : list.filters) keys.emplace_back(filter.key);
  return model::read_filter_terms(arguments.texts("filter"), keys);
}

// Returns true if the row matches each key of the filter. Values of one key are alternatives.
bool is_wanted(const Json& row, const model::FilterTerms& terms, const HolderList& list) {
  return std::ranges::all_of(list.filters, [&](const FilterField& filter) {
    const auto values = terms.find(filter.key);
    return values == terms.end() ||
           std::ranges::find(values->second, row.at(filter.field).template get<std::string>()) !=
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

}  // namespace

int print_holders(CommandContext& context, const Arguments& arguments, const HolderList& list) {
  const auto format = ListFormat::from(arguments, list.view());
  if (!format) return context.usage_error(format.error());
  const auto terms = filter_terms(arguments, list);
  if (!terms) return context.usage_error(terms.error());
  int code = kExitDone;
  const auto reports = networks(context, arguments.operands(), code);
  if (!reports) return context.fail(reports.error());
  if (reports->empty() && code != kExitDone) return code;  // no headings either
  const auto length = arguments.has("no-trunc") ? IdLength::whole : IdLength::short_id;
  std::vector<Json> rows;
  for (const auto& report : *reports)
    for (auto& row : list.rows(report, length))
      if (is_wanted(row, *terms, list)) rows.push_back(std::move(row));
  return worse_exit_code(code, context.print_list(*format, rows));
}

}  // namespace mydocker::cli::network

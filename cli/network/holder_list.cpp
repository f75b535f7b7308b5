// The lists of addresses and ports that containers use.
#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "command_context.hpp"
#include "commands.hpp"
#include "output/network_rows.hpp"
#include "output/standard_streams.hpp"
#include "runtime/base/quoted.hpp"
#include "runtime/model/filter_terms.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kHolderListOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

const std::vector<std::string> kHolderStates{"connected", "dead", "unfinished"};

// A key of --filter. Its values are compared with the field `field` of each row. `known` contains
// the values that a user may give. If it is empty, `is_possible` says whether a value is allowed.
struct FilterField {
  const char* key;
  const char* field;
  std::vector<std::string> known{};
  bool (*is_possible)(const std::string& value) = nullptr;  // null: any value
};

bool is_port(const std::string& text) {
  constexpr std::int64_t kLastPort = 65535;
  const auto number = parse_number(text);
  return number.ok() && *number > 0 && *number <= kLastPort;
}

// Returns whether the text is a port or a range of ports. The list shows both forms.
bool is_port_or_range(const std::string& text) {
  const auto dash = text.find('-');
  return is_port(text.substr(0, dash)) &&
         (dash == std::string::npos || is_port(text.substr(dash + 1)));
}

Result<void> check_possible(const model::FilterTerms& terms, const FilterField& filter) {
  const auto given = terms.find(filter.key);
  if (given == terms.end() || filter.is_possible == nullptr) return {};
  const auto wrong = std::ranges::find_if_not(given->second, filter.is_possible);
  if (wrong == given->second.end()) return {};
  return Error(ErrorKind::invalid_argument, "--filter " + std::string(filter.key) + ": " +
                                                base::quoted(*wrong) +
                                                " is not a port or a range of ports");
}

// The parts in which `ip ls` and `port ls` differ. A HolderList does not own the filters.
struct HolderList {
  const ListView& (*view)();
  std::vector<Json> (*rows)(const app::NetworkReport& report, IdLength length);
  std::span<const FilterField> filters;
};

Result<model::FilterTerms> filter_terms(const Arguments& arguments, const HolderList& list) {
  std::vector<std::string> keys;
  for (const auto& filter : list.filters) keys.emplace_back(filter.key);
  MYDOCKER_TRY(auto terms, model::read_filter_terms(arguments.texts("filter"), keys));
  for (const auto& filter : list.filters) {
    MYDOCKER_CHECK(model::check_filter_values(terms, filter.key, filter.known));
    MYDOCKER_CHECK(check_possible(terms, filter));
  }
  return terms;
}

// Returns whether the row matches the filter. If a key is given several times, one of its values
// must match. All given keys must match.
bool is_wanted(const Json& row, const model::FilterTerms& terms, const HolderList& list) {
  return std::ranges::all_of(list.filters, [&](const FilterField& filter) {
    const auto values = terms.find(filter.key);
    return values == terms.end() ||
           std::ranges::find(values->second, row[filter.field].string()) != values->second.end();
  });
}

// Returns the named networks, or all networks. If a named network is not found, `code` is set to
// the exit code of this error.
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

// Prints the rows of the named networks, or of all networks. Prints errors. Returns the exit code.
int print_holders(CommandContext& context, const Arguments& arguments, const HolderList& list) {
  const auto format = ListFormat::from(arguments, list.view());
  if (!format) return context.usage_error(format.error());
  const auto terms = filter_terms(arguments, list);
  if (!terms) return context.usage_error(terms.error());
  int code = kExitDone;
  const auto reports = networks(context, arguments.operands(), code);
  if (!reports) return context.fail(reports.error());
  if (reports->empty() && code != kExitDone) return code;  // prints no table without rows
  const auto length = arguments.has("no-trunc") ? IdLength::whole : IdLength::short_id;
  std::vector<Json> rows;
  for (const auto& report : *reports)
    for (auto& row : list.rows(report, length))
      if (is_wanted(row, *terms, list)) rows.push_back(std::move(row));
  return worse_exit_code(code, context.print_list(*format, rows));
}

}  // namespace

// --- mydocker network ip ls

namespace {

constexpr std::string_view kIpListAliases[] = {"ip list"};

constexpr std::string_view kIpListFilterKeys[] = {
    "container=", "for=", "network=", "state=connected", "state=dead", "state=unfinished"};

constexpr Option kIpListOptions[] = {
    list_quiet("Print only addresses"),
    kListNoTrunc,
    kListFormat,
    kListNoHeading,
    list_filter("Show only matching addresses; keys: container, for (gateway, reserved, "
                "container), network, state (connected, dead, unfinished)",
                kIpListFilterKeys),
};

const FilterField kIpListFilters[] = {{"container", "Container"},
                                      {"for", "For", {"gateway", "reserved", "container"}},
                                      {"network", "Network"},
                                      {"state", "State", kHolderStates}};

int run_ip_list(CommandContext& context, const Arguments& arguments) {
  return print_holders(context, arguments, {address_list, address_rows, kIpListFilters});
}

}  // namespace

constinit const Command kIpList{
    .group = "network",
    .name = "ip ls",
    .aliases = kIpListAliases,
    .summary = "List used addresses, their containers and their creation times",
    .operands = kHolderListOperands,
    .options = kIpListOptions,
    .example =
        "  mydocker network ip ls web\n"
        "  mydocker network ip ls -f for=container --format '{{.Address}} {{.Container}}'\n",
    .run = run_ip_list,
};

// --- mydocker network port ls

namespace {

constexpr std::string_view kPortListAliases[] = {"port list"};

constexpr std::string_view kPortListFilterKeys[] = {
    "container=", "host-address=",   "host-port=", "network=",
    "protocol=",  "state=connected", "state=dead", "state=unfinished"};

constexpr Option kPortListOptions[] = {
    list_quiet("Print only the ports, in the form for network unpublish"),
    kListNoTrunc,
    kListFormat,
    kListNoHeading,
    list_filter(
        "Show only matching ports; keys: container, host-address, host-port, network, protocol, "
        "state (connected, dead, unfinished)",
        kPortListFilterKeys),
};

const FilterField kPortListFilters[] = {{"container", "Container"},
                                        {"host-address", "HostAddress"},
                                        {"host-port", "HostPort", {}, is_port_or_range},
                                        {"network", "Network"},
                                        {"protocol", "Protocol", {"tcp", "udp", "sctp"}},
                                        {"state", "State", kHolderStates}};

int run_port_list(CommandContext& context, const Arguments& arguments) {
  return print_holders(context, arguments, {port_list, port_rows, kPortListFilters});
}

}  // namespace

constinit const Command kPortList{
    .group = "network",
    .name = "port ls",
    .aliases = kPortListAliases,
    .summary = "List published ports, their containers and their creation times",
    .operands = kHolderListOperands,
    .options = kPortListOptions,
    .example =
        "  mydocker network port ls web\n"
        "  mydocker network port ls --filter container=c1 --format '{{.HostPort}}'\n",
    .run = run_port_list,
};

}  // namespace mydocker::cli::network

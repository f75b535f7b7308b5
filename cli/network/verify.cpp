// mydocker network verify
#include <algorithm>
#include <set>

#include "command_context.hpp"
#include "network/commands.hpp"
#include "output/error_text.hpp"
#include "output/network_rows.hpp"
#include "verbose_option.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kVerifyOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

constexpr Option kVerifyOptions[] = {
    {.name = "repair", .help = "Repair the differences, as network reload does"},
    {.name = "quiet", .letter = 'q', .help = "Print network names only"},
    kListFormat,
    kListNoHeading,
    kVerbose,
};

// The differences of several networks, and the exit code of networks that could not be compared.
struct Verified {
  std::vector<app::DriftReport> reports;
  int code = kExitDone;
};

Verified verify_all(CommandContext& context, const std::vector<std::string>& names) {
  Verified verified;
  for (const auto& name : names) {
    auto reports = context.runtime().verify_network(name);
    if (reports)
      std::ranges::move(*reports, std::back_inserter(verified.reports));
    else
      verified.code = worse_exit_code(verified.code, context.fail(reports.error()));
  }
  return verified;
}

// Reloads each network that has a difference. Returns the exit code.
int repair(CommandContext& context, const std::vector<app::DriftReport>& reports) {
  std::set<std::string> names;
  std::vector<app::ReloadNetworkRequest> requests;
  for (const auto& report : reports)
    if (names.insert(report.network).second) requests.push_back({.network = report.network});
  int code = kExitDone;
  for (const auto& reloaded : context.runtime().reload_networks(requests))
    if (!reloaded) code = worse_exit_code(code, context.fail(reloaded.error()));
  return code;
}

int run_verify(CommandContext& context, const Arguments& arguments) {
  const auto format = ListFormat::from(arguments, drift_list());
  if (!format) return context.usage_error(format.error());
  auto names = arguments.operands();
  if (names.empty()) {
    const auto networks = context.runtime().list_networks();
    if (!networks) return context.fail(networks.error());
    for (const auto& report : *networks) names.push_back(report.network.name);
  }
  auto verified = verify_all(context, names);
  int code = verified.code;
  if (arguments.has("repair") && !verified.reports.empty()) {
    code = worse_exit_code(code, repair(context, verified.reports));
    verified = verify_all(context, names);
  }
  std::vector<Json> rows;
  for (const auto& report : verified.reports) rows.push_back(drift_row(report));
  if (!rows.empty()) code = worse_exit_code(code, kExitDrift);
  if (rows.empty() && !arguments.has("format")) return code;  // no table without rows
  return worse_exit_code(code, context.print_list(*format, rows));
}

}  // namespace

constinit const Command kVerify{
    .group = "network",
    .name = "verify",
    .aliases = {},
    .summary = "Compare networks with the kernel, and list the differences",
    .operands = kVerifyOperands,
    .options = kVerifyOptions,
    .example =
        "  mydocker network verify\n"
        "  mydocker network verify --repair web\n",
    .run = run_verify,
    .description =
        "Compares the recorded plans of active networks and their containers with the kernel. "
        "Each missing or changed resource is one line. The exit code is 0 without a difference "
        "and 3 with one. With --repair, the networks are reloaded first, and only the remaining "
        "differences are listed. Without operands, all networks are compared.",
};

}  // namespace mydocker::cli::network

// mydocker network verify
#include <algorithm>
#include <set>

#include "command_context.hpp"
#include "commands.hpp"
#include "output/network_rows.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kVerifyOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

constexpr Option kVerifyOptions[] = {
    {.name = "repair", .help = "Repair the differences, as network reload does"},
    {.name = "quiet", .letter = 'q', .help = "Print network names only, each once"},
    kListFormat,
    kListNoHeading,
    kVerbose,
};

// The differences of several networks. `code` is the worst exit code of the networks that could not
// be compared.
struct Verified {
  std::vector<app::DriftReport> reports;
  int code = kExitDone;
};

// The networks to compare. `named`: the user has named them. Otherwise, another command may remove
// one of them meanwhile.
struct Selection {
  std::vector<std::string> names;
  bool named = false;
};

Verified verify_all(CommandContext& context, const Selection& selection) {
  Verified verified;
  for (const auto& name : selection.names) {
    auto reports = context.runtime().verify_network(name);
    if (reports) {
      std::ranges::move(*reports, std::back_inserter(verified.reports));
      continue;
    }
    const auto exists = context.runtime().network_exists(name);
    if (selection.named || !exists.ok() || *exists)
      verified.code = worse_exit_code(verified.code, context.fail(reports.error()));
  }
  return verified;
}

// Completes or rolls back the changes of commands that ended early, for example by SIGKILL. This
// can remove a network, so its name is removed from `names`.
Result<void> recover(CommandContext& context, std::vector<std::string>& names) {
  MYDOCKER_CHECK(context.runtime().recover());
  std::vector<std::string> left;
  for (const auto& name : names) {
    MYDOCKER_TRY(const bool exists, context.runtime().network_exists(name));
    if (exists) left.push_back(name);
  }
  names = std::move(left);
  return {};
}

// Reloads each network that has a difference. Returns the exit code.
int reload(CommandContext& context, const std::vector<app::DriftReport>& reports) {
  std::set<std::string> names;
  std::vector<app::ReloadNetworkRequest> requests;
  for (const auto& report : reports)
    if (names.insert(report.network).second) requests.push_back({.network = report.network});
  int code = kExitDone;
  for (const auto& reloaded : context.runtime().reload_networks(requests))
    if (!reloaded) code = worse_exit_code(code, context.fail(reloaded.error()));
  return code;
}

// Verifies the networks, repairs what differs, and verifies them again.
Verified repair_all(CommandContext& context, Selection selection) {
  auto verified = verify_all(context, selection);
  if (verified.reports.empty()) return verified;
  if (const auto recovered = recover(context, selection.names); !recovered.ok())
    return {{}, context.fail(recovered.error())};
  const auto broken = verify_all(context, selection);
  const int code = worse_exit_code(verified.code, reload(context, broken.reports));
  verified = verify_all(context, selection);
  verified.code = worse_exit_code(code, verified.code);
  return verified;
}

// Checks the databases, and looks for objects in the kernel without an owner. With `repairs`, it
// also repairs the databases.
Result<std::vector<app::DriftReport>> check_state(CommandContext& context, bool repairs) {
  MYDOCKER_TRY(auto problems, context.runtime().check_state());
  if (problems.empty() || !repairs) return problems;
  MYDOCKER_CHECK(context.runtime().repair_state());
  return context.runtime().check_state();
}

// Returns the names of the networks to compare: the named ones, or all. If a database is damaged
// and no network is named, the list is empty, because the networks cannot be read.
Result<std::vector<std::string>> networks_to_verify(CommandContext& context,
                                                    const Arguments& arguments,
                                                    const std::vector<app::DriftReport>& problems) {
  auto names = arguments.operands();
  const auto is_file = [](const app::DriftReport& problem) {
    return problem.resource.starts_with("file ");
  };
  if (!names.empty() || std::ranges::any_of(problems, is_file)) return names;
  const auto networks = context.runtime().list_networks();
  // `problems` already contain the loss of all definitions, so this error is not reported again.
  if (!networks && !problems.empty() && networks.error().kind() == ErrorKind::corrupt_state)
    return names;
  if (!networks) return networks.error();
  for (const auto& report : *networks) names.push_back(report.network.name);
  return names;
}

int run_verify(CommandContext& context, const Arguments& arguments) {
  const auto format = ListFormat::from(arguments, drift_list());
  if (!format) return context.usage_error(format.error());
  if (const auto fits = format->check_fields(drift_row({})); !fits.ok())
    return context.usage_error(fits.error());
  const auto problems = arguments.operands().empty() ? check_state(context, arguments.has("repair"))
                                                     : Result(std::vector<app::DriftReport>());
  if (!problems) return context.fail(problems.error());
  const auto names = networks_to_verify(context, arguments, *problems);
  if (!names) return context.fail(names.error());
  const Selection selection{*names, !arguments.operands().empty()};
  const auto verified =
      arguments.has("repair") ? repair_all(context, selection) : verify_all(context, selection);
  int code = verified.code;
  std::vector<Json> rows;
  std::set<std::string> named;
  const auto add = [&](const app::DriftReport& report) {
    const bool is_new = named.insert(report.network).second;
    if (is_new || !arguments.has("quiet")) rows.push_back(drift_row(report));
  };
  std::ranges::for_each(*problems, add);
  std::ranges::for_each(verified.reports, add);
  if (!rows.empty()) code = worse_exit_code(code, kExitDrift);
  if (rows.empty() && !arguments.has("format")) return code;  // no table is printed without rows
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
        "Each missing or changed resource is one line, and each change that a dead command left "
        "unfinished. The exit code is 3 if there is a line, and 0 if there is none. With --repair, "
        "unfinished changes are completed or rolled back and the networks are reloaded first. "
        "Only the remaining differences are listed. Without operands, all networks are compared, "
        "and the databases are checked too. --repair restores a damaged or lost database from the "
        "other one and from the kernel. It keeps the damaged file under another name, and reports "
        "what is lost. Objects without an owner are listed; mydocker network gc removes them.",
};

}  // namespace mydocker::cli::network

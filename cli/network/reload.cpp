// mydocker network reload
#include "command_context.hpp"
#include "commands.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kReloadOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

constexpr Option kReloadOptions[] = {
    {.name = "all", .letter = 'a', .help = "Repair all networks"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

// Prints the script of the dry run, and the error for what the script cannot repair. Returns the
// exit code.
int print_script(CommandContext& context, const app::ChangeReport& report) {
  context.print(report.script);
  return report.failure ? context.fail(*report.failure) : kExitDone;
}

int run_reload(CommandContext& context, const Arguments& arguments) {
  const auto& names = arguments.operands();
  if (names.empty() != arguments.has("all"))
    return context.usage_error(
        Error(ErrorKind::invalid_argument, "missing operand NETWORK, or option --all")
            .hint("mydocker network reload --help"));
  const bool dry_run = arguments.has("dry-run");
  std::vector<app::ReloadNetworkRequest> requests;
  requests.reserve(names.size());
  for (const auto& name : names) requests.push_back({.network = name, .dry_run = dry_run});
  const auto reports = names.empty() ? context.runtime().reload_all_networks(dry_run)
                                     : context.runtime().reload_networks(requests);
  int code = kExitDone;
  for (const auto& reloaded : reports) {
    if (!reloaded)
      code = worse_exit_code(code, context.fail(reloaded.error()));
    else if (dry_run)
      code = worse_exit_code(code, print_script(context, *reloaded));
    else
      context.report(reloaded->name + "\n");
  }
  return code;
}

}  // namespace

constinit const Command kReload{
    .group = "network",
    .name = "reload",
    .aliases = {},
    .summary =
        "Repair networks: restore missing interfaces, addresses and rules; print their names",
    .operands = kReloadOperands,
    .options = kReloadOptions,
    .example =
        "  nft flush ruleset\n"
        "  mydocker network reload --all\n",
    .run = run_reload,
    .description =
        "Compares the stored plans of a network and its containers with the kernel and repairs the "
        "differences: rules after a flush, changed settings (sysctl), deleted interfaces. "
        "Everything else is not changed, so the command is safe at any time. If one resource "
        "cannot be repaired, mydocker still repairs the others. The exit code is then 70, or 1 if "
        "nothing was changed.",
};

}  // namespace mydocker::cli::network

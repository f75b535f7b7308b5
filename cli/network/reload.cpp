// mydocker network reload
#include <algorithm>

#include "command_context.hpp"
#include "network/commands.hpp"
#include "output/error_text.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kReloadOperands[] = {{.placeholder = "NETWORK", .count = Count::any}};

constexpr Option kReloadOptions[] = {
    {.name = "all", .letter = 'a', .help = "All networks"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
};

int run_reload(CommandContext& context, const Arguments& arguments) {
  auto names = arguments.operands();
  if (names.empty() != arguments.has("all"))
    return context.usage_error(Error(ErrorKind::invalid_argument, "name networks, or give --all")
                                   .hint("mydocker network reload --help"));
  if (names.empty()) {
    auto networks = context.runtime().list_networks();
    if (!networks) return context.fail(networks.error());
    // Active networks first, because they use the firewall's tables.
    std::stable_partition(networks->begin(), networks->end(),
                          [](const app::NetworkReport& report) { return report.applied; });
    for (const auto& report : *networks) names.push_back(report.network.name);
  }
  const bool dry_run = arguments.has("dry-run");
  std::vector<app::ReloadNetworkRequest> requests;
  requests.reserve(names.size());
  for (const auto& name : names) requests.push_back({.network = name, .dry_run = dry_run});
  int code = kExitDone;
  for (const auto& reloaded : context.runtime().reload_networks(requests)) {
    if (reloaded)
      context.print(dry_run ? reloaded->script : reloaded->name + "\n");
    else
      code = worse_exit_code(code, context.fail(reloaded.error()));
  }
  return code;
}

}  // namespace

constinit const Command kReload{
    .group = "network",
    .name = "reload",
    .aliases = {},
    .summary = "Put back what networks have lost in the kernel, and print the name of each",
    .operands = kReloadOperands,
    .options = kReloadOptions,
    .example =
        "  nft flush ruleset\n"
        "  mydocker network reload --all\n",
    .run = run_reload,
    .description =
        "Compares the plans that were carried out for a network and its containers with "
        "the kernel, and makes what is missing: rules after a flush, settings that "
        "somebody changed, links that were deleted. What is as it should be is left "
        "alone, so that reloading is never wrong.",
};

}  // namespace mydocker::cli::network

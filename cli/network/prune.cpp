// mydocker network prune
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>

#include "command_context.hpp"
#include "network/commands.hpp"
#include "output/error_text.hpp"
#include "verbose_option.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kPruneFilterKeys[] = {"label=", "label!=", "until="};

constexpr Option kPruneOptions[] = {
    {.name = "force", .letter = 'f', .help = "Do not ask for confirmation"},
    {.name = "filter",
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "Remove only matching networks; keys: label, label!, until",
     .values = kPruneFilterKeys},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

// Prints the prompt on standard error, because standard output is for results.
bool is_confirmed() {
  std::fputs(
      "WARNING! This will remove all networks that no container is connected to.\n"
      "Are you sure you want to continue? [y/N] ",
      stderr);
  std::array<char, 16> line{};  // a longer line is no agreement
  if (std::fgets(line.data(), line.size(), stdin) == nullptr) return false;
  const std::string_view answer(line.data(), std::strcspn(line.data(), "\n"));
  return answer == "y" || answer == "Y" || answer == "yes";
}

int report_on(CommandContext& context, const app::PruneReport& report) {
  std::string text;
  for (const auto& removed : report.removed)
    text += removed.script.empty() ? removed.name + "\n" : removed.script;
  const bool done = !report.removed.empty() && report.removed.front().script.empty();
  context.print(done ? "Deleted Networks:\n" + text : text);
  int code = kExitDone;
  for (const auto& failure : report.failures) code = worse_exit_code(code, context.fail(failure));
  return code;
}

int run_prune(CommandContext& context, const Arguments& arguments) {
  const auto filter =
      model::NetworkFilter::parse_for_prune(arguments.texts("filter"), std::time(nullptr));
  if (!filter) return context.usage_error(filter.error());
  const bool dry_run = arguments.has("dry-run");
  if (!dry_run && !arguments.has("force")) {
    if (isatty(STDIN_FILENO) == 0)
      return context.usage_error(
          Error(ErrorKind::invalid_argument,
                "prune needs confirmation, but standard input is not a terminal")
              .hint("use --force to remove without confirmation, or --dry-run to show what would "
                    "be removed"));
    if (!is_confirmed())
      return context.fail(Error(ErrorKind::unsupported, "prune networks: not confirmed"));
  }
  const auto pruned = context.runtime().prune_networks({.filter = *filter, .dry_run = dry_run});
  if (!pruned) return context.fail(pruned.error());
  return report_on(context, *pruned);
}

}  // namespace

constinit const Command kPrune{
    .group = "network",
    .name = "prune",
    .aliases = {},
    .summary = "Remove all networks without connected containers",
    .operands = {},
    .options = kPruneOptions,
    .example =
        "  mydocker network prune --force --filter until=24h\n"
        "  mydocker network prune --filter label!=keep --dry-run\n",
    .run = run_prune,
};

}  // namespace mydocker::cli::network

// mydocker network prune
#include <unistd.h>
#include <array>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <optional>

#include "command_context.hpp"
#include "commands.hpp"
#include "output/standard_streams.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kPruneFilterKeys[] = {"label=", "label!=", "until="};

constexpr Option kPruneOptions[] = {
    {.name = "force", .letter = 'f', .help = "Do not ask for confirmation"},
    {.name = "containers",
     .help = "Keep all networks; remove only the endpoints of containers that no longer exist"},
    {.name = "filter",
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "Remove only matching networks; keys: label, label!, until",
     .values = kPruneFilterKeys},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

// Prints the prompt on standard error, because standard output is for results.
bool is_confirmed(std::string_view what) {
  std::fprintf(stderr,
               "WARNING! This will remove all %.*s.\n"
               "Are you sure you want to continue? [y/N] ",
               static_cast<int>(what.size()), what.data());
  std::array<char, 16> line{};  // a longer line does not count as yes
  if (std::fgets(line.data(), line.size(), stdin) == nullptr) return false;
  const std::string_view answer(line.data(), std::strcspn(line.data(), "\n"));
  return answer == "y" || answer == "Y" || answer == "yes";
}

int report_on(CommandContext& context, const app::PruneReport& report, const char* heading) {
  std::string names;
  for (const auto& removed : report.removed) names += removed.name + "\n";
  const bool done = !names.empty() && report.script.empty();
  if (done) context.report(heading + names);
  context.print(report.script);
  int code = kExitDone;
  for (const auto& failure : report.failures) code = worse_exit_code(code, context.fail(failure));
  return done ? partial_exit_code(code) : code;
}

// Asks the user for confirmation. Returns the exit code if the user does not confirm. Returns
// nothing if the command may continue.
std::optional<int> refuse_without_consent(CommandContext& context, const Arguments& arguments,
                                          std::string_view what) {
  if (arguments.has("dry-run") || arguments.has("force")) return std::nullopt;
  if (isatty(STDIN_FILENO) == 0)
    return context.usage_error(
        Error(ErrorKind::invalid_argument,
              "prune needs confirmation, but standard input is not a terminal")
            .hint("use --force to remove without confirmation, or --dry-run to show what would "
                  "be removed"));
  if (is_confirmed(what)) return std::nullopt;
  return context.fail(Error(ErrorKind::unsupported, "prune networks: not confirmed"));
}

int prune_containers(CommandContext& context, const Arguments& arguments) {
  if (arguments.has("filter"))
    return context.usage_error(
        Error(ErrorKind::invalid_argument, "--containers and --filter cannot be combined")
            .hint("leave --filter out: the endpoints of all networks are removed"));
  if (const auto code = refuse_without_consent(
          context, arguments, "endpoints of containers that do not exist any more"))
    return *code;
  const auto pruned = context.runtime().prune_containers({.dry_run = arguments.has("dry-run")});
  if (!pruned) return context.fail(pruned.error());
  return report_on(context, *pruned, "Deleted Endpoints:\n");
}

int run_prune(CommandContext& context, const Arguments& arguments) {
  if (arguments.has("containers")) return prune_containers(context, arguments);
  const auto filter =
      model::NetworkFilter::parse_for_prune(arguments.texts("filter"), std::time(nullptr));
  if (!filter) return context.usage_error(filter.error());
  if (const auto code =
          refuse_without_consent(context, arguments, "networks that no container is connected to"))
    return *code;
  const auto pruned =
      context.runtime().prune_networks({.filter = *filter, .dry_run = arguments.has("dry-run")});
  if (!pruned) return context.fail(pruned.error());
  return report_on(context, *pruned, "Deleted Networks:\n");
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
        "  mydocker network prune --filter label!=keep --dry-run\n"
        "  mydocker network prune --containers --force\n",
    .run = run_prune,
};

}  // namespace mydocker::cli::network

// mydocker network rm
#include "command_context.hpp"
#include "commands.hpp"
#include "output/standard_streams.hpp"
#include "wait_while_busy.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kRemoveAliases[] = {"remove"};

constexpr Operand kRemoveOperands[] = {{.placeholder = "NETWORK", .count = Count::one_or_more}};

constexpr Option kRemoveOptions[] = {
    {.name = "force",
     .letter = 'f',
     .help = "Disconnect the containers first; ignore missing networks; keep resources that need a "
             "missing driver"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

int run_remove(CommandContext& context, const Arguments& arguments) {
  std::vector<app::RemoveNetworkRequest> requests;
  for (const auto& name : arguments.operands())
    requests.push_back({.network = name,
                        .force = arguments.has("force"),
                        .disconnect = arguments.has("force"),
                        .abandon = arguments.has("force"),
                        .dry_run = arguments.has("dry-run")});
  auto& runtime = context.runtime();
  auto removed = runtime.remove_networks(requests);
  for (std::size_t i = 0; i < removed.size(); ++i)
    if (!removed[i] && removed[i].error().kind() == ErrorKind::busy)
      removed[i] = wait_while_busy([&] { return runtime.remove_network(requests[i]); });
  int code = kExitDone;
  for (std::size_t i = 0; i < removed.size(); ++i) {
    if (!removed[i]) {
      code = worse_exit_code(code, context.fail(removed[i].error()));
    } else if (requests[i].dry_run) {
      context.print(removed[i]->script);
    } else if (!removed[i]->id.empty()) {
      context.report(removed[i]->name + "\n");
    }
  }
  return code;
}

}  // namespace

constinit const Command kRemove{
    .group = "network",
    .name = "rm",
    .aliases = kRemoveAliases,
    .summary = "Remove networks and print their names",
    .operands = kRemoveOperands,
    .options = kRemoveOptions,
    .example = "  mydocker network rm web db\n",
    .run = run_remove,
};

}  // namespace mydocker::cli::network

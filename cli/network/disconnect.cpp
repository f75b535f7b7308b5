// mydocker network disconnect
#include "command_context.hpp"
#include "network/commands.hpp"
#include "network/swapped_arguments.hpp"
#include "verbose_option.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kDisconnectOperands[] = {{.placeholder = "NETWORK"},
                                           {.placeholder = "CONTAINER"}};

constexpr Option kDisconnectOptions[] = {
    {.name = "force",
     .letter = 'f',
     .help = "Ignore a container that is not connected; keep resources that need a missing driver"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

int run_disconnect(CommandContext& context, const Arguments& arguments) {
  const app::DisconnectRequest request{.network = arguments.operands().at(0),
                                       .container = arguments.operands().at(1),
                                       .force = arguments.has("force"),
                                       .abandon = arguments.has("force"),
                                       .dry_run = arguments.has("dry-run")};
  const auto disconnected = context.runtime().disconnect(request);
  if (!disconnected)
    return context.fail(
        with_swapped_arguments_hint(context, disconnected.error(), "disconnect", arguments));
  if (request.dry_run) context.print(disconnected->script);
  return 0;
}

}  // namespace

constinit const Command kDisconnect{
    .group = "network",
    .name = "disconnect",
    .aliases = {},
    .summary = "Disconnect a container from a network",
    .operands = kDisconnectOperands,
    .options = kDisconnectOptions,
    .example = "  mydocker network disconnect web c1\n",
    .run = run_disconnect,
};

}  // namespace mydocker::cli::network

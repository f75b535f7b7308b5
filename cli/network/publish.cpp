// mydocker network publish
#include "command_context.hpp"
#include "network/commands.hpp"
#include "network/port_arguments.hpp"
#include "network/swapped_arguments.hpp"

namespace mydocker::cli::network {
namespace {

int run_publish(CommandContext& context, const Arguments& arguments) {
  const auto request = ports_request(arguments, "publish");
  if (!request) return context.usage_error(request.error());
  const auto published = context.runtime().publish(*request);
  if (!published)
    return context.fail(
        with_swapped_arguments_hint(context, published.error(), "publish", arguments));
  if (request->dry_run) context.print(published->script);
  return 0;
}

}  // namespace

constinit const Command kPublish{
    .group = "network",
    .name = "publish",
    .aliases = {},
    .summary = "Publish ports of a connected container",
    .operands = kPortOperands,
    .options = kPortOptions,
    .example =
        "  mydocker network publish web c1 8080:80 127.0.0.1:5353:53/udp\n"
        "  mydocker network publish web c1 -p 8443:443\n"
        "  mydocker network port ls web\n",
    .run = run_publish,
};

}  // namespace mydocker::cli::network

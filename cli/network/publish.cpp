// The commands that publish and release ports of a connected container.
#include <algorithm>

#include "command_context.hpp"
#include "commands.hpp"
#include "network/container_arguments.hpp"
#include "wait_while_busy.hpp"

namespace mydocker::cli::network {

// --- mydocker network publish

namespace {

int run_publish(CommandContext& context, const Arguments& arguments) {
  const auto request = ports_request(arguments, "publish");
  if (!request) return context.usage_error(request.error());
  const auto published = wait_while_busy([&] { return context.runtime().publish(*request); });
  if (!published)
    return context.fail(
        with_swapped_arguments_hint(context, published.error(), "publish", arguments));
  if (request->dry_run) context.print(published->script);
  return kExitDone;
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

// --- mydocker network unpublish

namespace {

int run_unpublish(CommandContext& context, const Arguments& arguments) {
  const auto request = ports_request(arguments, "unpublish");
  if (!request) return context.usage_error(request.error());
  const bool all = std::ranges::find(request->ports, "all") != request->ports.end();
  if (all && request->ports.size() > 1)
    return context.usage_error(
        Error(ErrorKind::invalid_argument, "\"all\" cannot be combined with other ports")
            .hint("mydocker network unpublish --help"));
  const auto unpublished = wait_while_busy([&] { return context.runtime().unpublish(*request); });
  if (!unpublished)
    return context.fail(
        with_swapped_arguments_hint(context, unpublished.error(), "unpublish", arguments));
  if (request->dry_run) context.print(unpublished->script);
  return kExitDone;
}

}  // namespace

constinit const Command kUnpublish{
    .group = "network",
    .name = "unpublish",
    .aliases = {},
    .summary = "Stop publishing ports of a container",
    .operands = kPortOperands,
    .options = kPortOptions,
    .example =
        "  mydocker network unpublish web c1 8080:80\n"
        "  mydocker network unpublish web c1 8080\n"
        "  mydocker network unpublish web c1 all\n",
    .run = run_unpublish,
    .description =
        "PORT is an argument of network publish, only a host port, only a container port, or "
        "\"all\". A number that matches several published ports is refused. The error lists them.",
};

}  // namespace mydocker::cli::network

// mydocker network publish
#include "network/commands.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kOperands[] = {{.placeholder = "NETWORK"},
                                 {.placeholder = "CONTAINER"},
                                 {.placeholder = "PORT", .count = Count::one_or_more}};

constexpr Option kOptions[] = {
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
};

int run(Session& session, const Arguments& arguments) {
  const auto& operands = arguments.operands();
  const app::PublishRequest request{.network = operands.at(0),
                                    .container = operands.at(1),
                                    .ports = {operands.begin() + 2, operands.end()},
                                    .dry_run = arguments.has("dry-run")};
  const auto published = session.runtime().publish(request);
  if (!published) return session.fail(published.error());
  if (request.dry_run) session.print(published->script);
  return 0;
}

}  // namespace

constinit const Command kPublish{
    .group = "network",
    .name = "publish",
    .aliases = {},
    .summary = "Publish ports of a container that is connected",
    .operands = kOperands,
    .options = kOptions,
    .example =
        "  mydocker network publish web c1 8080:80 127.0.0.1:5353:53/udp\n"
        "  mydocker network port ls web\n",
    .run = run,
};

}  // namespace mydocker::cli::network

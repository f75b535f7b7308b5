// mydocker network unpublish
#include <algorithm>

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
  const app::UnpublishRequest request{.network = operands.at(0),
                                      .container = operands.at(1),
                                      .ports = {operands.begin() + 2, operands.end()},
                                      .dry_run = arguments.has("dry-run")};
  const bool all = std::ranges::find(request.ports, "all") != request.ports.end();
  if (all && request.ports.size() > 1)
    return session.misuse(Error(ErrorKind::invalid_argument, "\"all\" stands alone")
                              .hint("mydocker network unpublish --help"));
  const auto taken = session.runtime().unpublish(request);
  if (!taken) return session.fail(taken.error());
  if (request.dry_run) session.print(taken->script);
  return 0;
}

}  // namespace

constinit const Command kUnpublish{
    .group = "network",
    .name = "unpublish",
    .aliases = {},
    .summary = "Take published ports back; PORT may say \"all\", or the container's port alone",
    .operands = kOperands,
    .options = kOptions,
    .example =
        "  mydocker network unpublish web c1 8080:80\n"
        "  mydocker network unpublish web c1 all\n",
    .run = run,
};

}  // namespace mydocker::cli::network

// mydocker network rm
#include "network/commands.hpp"
#include "output/error_text.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

constexpr std::string_view kAliases[] = {"remove"};

constexpr Operand kOperands[] = {{.placeholder = "NETWORK", .count = Count::one_or_more}};

constexpr Option kOptions[] = {
    {.name = "force",
     .letter = 'f',
     .help = "No error: a network that does not exist, things whose driver is gone"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
};

int remove_one(Session& session, const app::RemoveNetworkRequest& request) {
  const auto removed = session.runtime().remove_network(request);
  if (!removed) return session.fail(removed.error());
  if (request.dry_run) {
    session.print(removed->script);
  } else if (!removed->id.empty()) {
    session.print(request.network + "\n");
  }
  return kExitDone;
}

int run(Session& session, const Arguments& arguments) {
  int code = kExitDone;
  for (const auto& name : arguments.operands()) {
    const int one = remove_one(session, {.network = name,
                                         .force = arguments.has("force"),
                                         .abandon = arguments.has("force"),
                                         .dry_run = arguments.has("dry-run")});
    code = graver(code, one);
  }
  return code;
}

}  // namespace

constinit const Command kRemove{
    .group = "network",
    .name = "rm",
    .aliases = kAliases,
    .summary = "Remove networks and print the name of each",
    .operands = kOperands,
    .options = kOptions,
    .example = "  mydocker network rm web db\n",
    .run = run,
};

}  // namespace mydocker::cli::network

// mydocker network update
#include "network/commands.hpp"
#include "session.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kOperands[] = {{.placeholder = "NETWORK"}};

// The hidden ones are those of `network create`: the refusal says what to do instead.
constexpr Option kOptions[] = {
    {.name = "label",
     .takes = Takes::values,
     .placeholder = "KEY[=VALUE]",
     .help = "A note to keep with the network, new or in the place of the one with that key"},
    {.name = "label-rm", .takes = Takes::values, .placeholder = "KEY", .help = "A note to drop"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    {.name = "driver", .letter = 'd', .takes = Takes::values, .help = "", .hidden = true},
    {.name = "subnet", .takes = Takes::values, .help = "", .hidden = true},
    {.name = "gateway", .takes = Takes::values, .help = "", .hidden = true},
    {.name = "ip-range", .takes = Takes::values, .help = "", .hidden = true},
    {.name = "aux-address", .takes = Takes::values, .help = "", .hidden = true},
    {.name = "opt", .letter = 'o', .takes = Takes::values, .help = "", .hidden = true},
    {.name = "internal", .help = "", .hidden = true},
};

int run(Session& session, const Arguments& arguments) {
  app::UpdateNetworkRequest request;
  request.network = arguments.operands().front();
  request.labels = arguments.texts("label");
  request.labels_to_go = arguments.texts("label-rm");
  for (const auto& option : kOptions)
    if (option.hidden && arguments.has(option.name))
      request.other_options.push_back("--" + std::string(option.name));
  request.dry_run = arguments.has("dry-run");
  if (request.labels.empty() && request.labels_to_go.empty() && request.other_options.empty())
    return session.misuse(Error(ErrorKind::invalid_argument, "nothing to update is named")
                              .hint("mydocker network update --help"));

  const auto updated = session.runtime().update_network(request);
  if (!updated) return session.fail(updated.error());
  session.print(request.dry_run ? updated->script : updated->name + "\n");
  return 0;
}

}  // namespace

constinit const Command kUpdate{
    .group = "network",
    .name = "update",
    .aliases = {},
    .summary = "Change a network while it exists and print its name",
    .operands = kOperands,
    .options = kOptions,
    .example = "  mydocker network update --label team=red --label-rm owner web\n",
    .run = run,
    .description =
        "Only what is not in the kernel can be changed while the network exists. Everything else "
        "is changed by network apply, which makes the network anew.",
};

}  // namespace mydocker::cli::network

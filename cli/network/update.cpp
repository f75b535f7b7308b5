// mydocker network update
#include <algorithm>
#include <array>

#include "command.hpp"
#include "command_context.hpp"
#include "commands.hpp"
#include "network/create_options.hpp"
#include "runtime/app/refusal.hpp"
#include "runtime/base/quoted.hpp"
#include "wait_while_busy.hpp"

namespace mydocker::cli::network {
namespace {

constexpr Operand kUpdateOperands[] = {{.placeholder = "NETWORK"}};

constexpr Option kOwnOptions[] = {
    {.name = "opt",
     .letter = 'o',
     .takes = Takes::values,
     .placeholder = "KEY=VALUE",
     .help = "Add or change a driver option"},
    {.name = "opt-rm",
     .takes = Takes::values,
     .placeholder = "KEY",
     .help = "Reset a driver option to its default"},
    {.name = "label",
     .takes = Takes::values,
     .placeholder = "KEY[=VALUE]",
     .help = "Add or replace a label"},
    {.name = "label-rm", .takes = Takes::values, .placeholder = "KEY", .help = "Remove a label"},
    {.name = "remake",
     .help = "Recreate the network if necessary; its containers are disconnected for this time"},
    {.name = "dry-run", .help = "Change nothing; print a script that does the same"},
    kVerbose,
};

// Returns whether the option of `network create` cannot be changed later.
constexpr bool is_permanent(const Option& option) {
  return option.name != "ignore" &&
         std::ranges::find(kOwnOptions, option.name, &Option::name) == std::end(kOwnOptions);
}

// The options of `network update`. Options of `network create` that cannot be changed later are
// hidden. The error for a hidden option says what to do instead.
constexpr auto kUpdateOptions = [] {
  constexpr auto kMore = std::ranges::count_if(kCreateOptions, is_permanent);
  std::array<Option, std::size(kOwnOptions) + static_cast<std::size_t>(kMore)> all{};
  auto* next = std::ranges::copy(kOwnOptions, all.begin()).out;
  for (auto option : kCreateOptions) {
    if (!is_permanent(option)) continue;
    option.hidden = true;
    *next++ = option;
  }
  return all;
}();

bool needs_remake(const Error& error) {
  return error.kind() == ErrorKind::in_use || error.kind() == ErrorKind::unsupported;
}

int simulate_remake(CommandContext& context, const app::NetworkChange& change) {
  const auto script =
      context.runtime().simulate_changes({change}, "updates network " + base::quoted(change.name));
  if (!script) return context.fail(app::as_refusal(script.error()));
  context.print(*script);
  return kExitDone;
}

// Recreates the network. As without --remake, the driver checks the new options together with the
// stored ones.
int remake(CommandContext& context, const app::UpdateNetworkRequest& request) {
  const auto change = context.runtime().remake_of(request);
  if (!change) return context.fail(change.error());
  if (request.dry_run) return simulate_remake(context, *change);
  const auto remade = context.runtime().remake(*change);
  if (!remade.ok()) return context.fail(app::as_refusal(remade.error()));
  context.report(change->name + "\n");
  return kExitDone;
}

int run_update(CommandContext& context, const Arguments& arguments) {
  app::UpdateNetworkRequest request;
  request.network = arguments.operands().front();
  request.options = arguments.texts("opt");
  request.options_to_remove = arguments.texts("opt-rm");
  request.labels = arguments.texts("label");
  request.labels_to_remove = arguments.texts("label-rm");
  for (const auto& option : kUpdateOptions)
    if (option.hidden && arguments.has(option.name))
      request.other_options.push_back("--" + std::string(option.name));
  request.dry_run = arguments.has("dry-run");
  const std::vector<std::string>* named[] = {&request.options, &request.options_to_remove,
                                             &request.labels, &request.labels_to_remove,
                                             &request.other_options};
  if (std::ranges::all_of(named, [](const auto* words) { return words->empty(); }))
    return context.usage_error(
        Error(ErrorKind::invalid_argument, "nothing to update: no option was given")
            .hint("mydocker network update --help"));

  const auto updated = wait_while_busy([&] { return context.runtime().update_network(request); });
  if (!updated && arguments.has("remake") && needs_remake(updated.error()))
    return remake(context, request);
  if (!updated) return context.fail(updated.error());
  if (request.dry_run)
    context.print(updated->script);
  else
    context.report(updated->name + "\n");
  return kExitDone;
}

}  // namespace

constinit const Command kUpdate{
    .group = "network",
    .name = "update",
    .aliases = {},
    .summary = "Change an existing network and print its name",
    .operands = kUpdateOperands,
    .options = kUpdateOptions,
    .example =
        "  mydocker network update --label team=red --label-rm owner web\n"
        "  mydocker network update web -o allow-from=eth1:db --opt-rm host-binding\n",
    .run = run_update,
    .description =
        "Labels can always be changed. An option can be changed if it affects only rules or only "
        "new connections. With driver bridge, allow-from, masquerade and the gateway modes nat and "
        "nat-unprotected affect rules; host-binding and container-interface-prefix affect new "
        "connections. The MTU is changed in place, also on the links of connected containers. A "
        "change is refused if a connected container must be reconnected. All other "
        "changes are refused too. With --remake, the network is recreated for such an option: its "
        "containers are disconnected, and connected again with the same addresses, MAC, ports and "
        "options. They reach nothing for that time, usually less than a second, and their open "
        "connections can end. Use network apply for other fields.",
};

}  // namespace mydocker::cli::network
